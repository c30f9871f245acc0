import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireStaff } from '../identity/index.js';
import { AnswersValidationError, qualityOf } from '../platform/http/index.js';
import { AuditService } from './audit.service.js';
import { AuditPage } from './dto/audit.answer.js';
import { ListAuditQuery } from './dto/list-audit.query.js';

const NDJSON = 'application/x-ndjson';

/** Who did what, for staff. */
@ApiTags('Administration')
@Controller('api/v2/admin/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @ApiOperation({
    summary: 'Read the audit log',
    description:
      'Each award, revocation, grade, rename, right, setting, template, catalog entry, sharing and import: who, what, before and after, why. Latest first. With `format=ndjson`, or `Accept: application/x-ndjson`, all matching rows come as lines of JSON, each like an item of the list.',
  })
  @RequireStaff()
  @ApiExtraModels(AuditPage)
  @ApiOkResponse({
    description: 'A page of the log, or all matching rows.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AuditPage) } },
      [NDJSON]: { schema: { type: 'string' }, example: '{"id":42,"action":"revoked"}\n' },
    },
  })
  @AnswersValidationError({ since: ['Datetime has wrong format.'] })
  async list(
    @Query() query: ListAuditQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (wantsLines(query, request.headers.accept)) {
      await reply.type(NDJSON).send(Readable.from(this.audit.lines(query)));
    } else {
      await reply.type('application/json; charset=utf-8').send(await this.audit.list(query, request.url));
    }
  }
}

/** The parameter wins over the header. */
function wantsLines({ format }: ListAuditQuery, accept: string | undefined): boolean {
  if (format !== undefined) return format === 'ndjson';
  return accept !== undefined && qualityOf(accept, NDJSON) > qualityOf(accept, 'application/json');
}
