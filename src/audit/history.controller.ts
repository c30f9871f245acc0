import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { NO_SUCH_CREDENTIAL } from '../credentials/index.js';
import { AcceptsApiKey, Caller, type Principal, RequireAuthenticated, Throttle } from '../identity/index.js';
import { AnswersNotFound } from '../platform/http/index.js';
import { AnswersCursorList, CursorQuery } from '../platform/lists/index.js';
import { AuditService } from './audit.service.js';
import { CredentialHistoryPage } from './dto/audit.answer.js';

/** The life of a credential. */
@ApiTags('Credentials')
@Controller('api/v2/credentials')
@Throttle('credentials')
export class HistoryController {
  constructor(private readonly audit: AuditService) {}

  @Get(':uuid/history')
  @ApiOperation({
    summary: 'Read the history of a credential',
    description:
      'Its award, revocations, awards after a revocation (`restored`), dates and attributes, oldest first; for those who may read the credential. Who did it, why, and by which request, is for staff.',
  })
  @ApiParam({
    name: 'uuid',
    description: 'The credential, with or without dashes.',
    example: '5d1c2b6a-3c52-4b7e-9a53-0f2f3f2f9c11',
  })
  @RequireAuthenticated()
  @AcceptsApiKey()
  @AnswersCursorList(CredentialHistoryPage)
  @AnswersNotFound('There is no such credential.', NO_SUCH_CREDENTIAL)
  history(
    @Caller() caller: Principal,
    @Param('uuid') uuid: string,
    @Query() query: CursorQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.audit.history(caller, uuid, query, request.url);
  }
}
