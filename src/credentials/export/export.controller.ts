import { finished } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type Principal, RequirePermission, Throttle } from '../../identity/index.js';
import { AnswersValidationError, contentDisposition, varyBy } from '../../platform/http/index.js';
import { ExportQuery, MEDIA_TYPES } from './dto/export.query.js';
import { ExportService } from './export.service.js';
import { TextStream } from './text-stream.js';

/** All credentials that match, as a file. */
@ApiTags('Credentials')
@Controller('api/v2/credentials/export')
@Throttle('credentials')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  @ApiOperation({
    summary: 'Export credentials',
    description:
      'For staff with `credentials.view_usercredential`. All credentials that match, oldest first and as of one moment, as CSV in UTF-8 with a byte order mark, or as NDJSON: one object a line. Cells that a spreadsheet would run as a formula begin with an apostrophe. It is not bound to the time limit of requests; a transfer that breaks off is not complete, and ends without the last chunk. Two at a time; a third is a 503. Each export is noted in the audit log.',
  })
  @RequirePermission('credentials.view_usercredential')
  @ApiOkResponse({
    description: 'The file.',
    content: {
      'text/csv': {
        schema: { type: 'string' },
        example: '"username","course_title","status"\r\n"demo_ada","Statistics","awarded"\r\n',
      },
      'application/x-ndjson': {
        schema: { type: 'string' },
        example: '{"username":"demo_ada","course_title":"Statistics","status":"awarded"}\n',
      },
    },
  })
  @AnswersValidationError({ fields: ['"colour" is not a valid choice.'] })
  async export(
    @Caller() caller: Principal,
    @Query() query: ExportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const options = this.exports.optionsFor(caller, query, request.url, request.headers.accept);
    const name = contentDisposition('attachment', {
      words: ['credentials', new Date().toISOString().slice(0, 10)],
      joiner: '-',
      extension: options.format,
    });
    const headers = {
      'content-type': `${MEDIA_TYPES[options.format]}; charset=utf-8`,
      'content-disposition': name,
      'cache-control': 'no-store',
    };
    varyBy(reply, 'Accept');
    if (request.method === 'HEAD') {
      // Nothing is read, so nothing is noted.
      void reply.headers(headers).send();
      return;
    }
    const text = this.exports.text(options);
    // Whatever can refuse the export does so before the first byte: then there is still a status to say it with.
    const stream = new TextStream(await text.next(), text);
    // A caller who leaves before the answer has begun ends the export, too.
    finished(reply.raw, () => stream.destroy());
    void reply.headers(headers).send(stream);
  }
}
