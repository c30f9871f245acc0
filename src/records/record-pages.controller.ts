import { applyDecorators, Controller, Get, Param, Redirect, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AnswersErrorPages, AnswersNotFound, contentDisposition, Public } from '../platform/http/index.js';
import { csvName, recordCsv } from './csv/record-csv.js';
import { ProgramRecordsService } from './program-records.service.js';
import { RecordPagesService } from './record-pages.service.js';

const AnswersRedirect = (notFound: string) =>
  applyDecorators(
    Redirect(),
    AnswersErrorPages(),
    ApiFoundResponse({
      description: 'To the page in the learner record front end.',
      headers: {
        Location: {
          description: 'Its address.',
          schema: { type: 'string', format: 'uri', example: 'https://records.example.org/' },
        },
      },
    }),
    AnswersNotFound(notFound),
  );

const HexParam = (description: string) =>
  ApiParam({ name: 'hex', description, example: 'c0ffee00c0ffee00c0ffee00c0ffee00' });

/** Addresses for people: links in mails and bookmarks, and the table for spreadsheets. */
@ApiTags('Program records')
@Controller('records')
export class RecordPagesController {
  constructor(
    private readonly pages: RecordPagesService,
    private readonly records: ProgramRecordsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Go to one’s records' })
  @Public()
  @AnswersRedirect('No front end is configured, or the installation has no records.')
  async overview(): Promise<{ url: string }> {
    return { url: await this.pages.overview() };
  }

  @Get('programs/:hex')
  @ApiOperation({ summary: 'Go to one’s record of a program' })
  @HexParam("The program's uuid, with or without dashes.")
  @Public()
  @AnswersRedirect('No front end is configured, or the installation has no records.')
  async ofProgram(@Param('hex') program: string): Promise<{ url: string }> {
    return { url: await this.pages.ofProgram(program) };
  }

  @Get('programs/shared/:hex')
  @ApiOperation({
    summary: 'Go to a shared record',
    description: 'The link that learners share. The front end says whether something is shared there.',
  })
  @HexParam("The shared record's uuid, with or without dashes.")
  @Public()
  @AnswersRedirect('No front end is configured, or the installation has no records.')
  async ofSharedRecord(@Param('hex') id: string): Promise<{ url: string }> {
    return { url: await this.pages.ofSharedRecord(id) };
  }

  @Get('programs/shared/:hex/csv')
  @ApiOperation({
    summary: 'Download a shared record as a table',
    description:
      'CSV in UTF-8 with a byte order mark. Cells that a spreadsheet would run as a formula begin with an apostrophe.',
  })
  @HexParam("The shared record's uuid, with or without dashes.")
  @Public()
  @ApiOkResponse({
    description: 'Who and what, then one row a course.',
    content: {
      'text/csv': { schema: { type: 'string' }, example: '"Program Name","Mathematics MicroMasters"\r\n' },
    },
  })
  @AnswersErrorPages()
  @AnswersNotFound('Nothing is shared there, or no longer.', 'No ProgramCertRecord matches the given query.')
  async csv(@Param('hex') id: string, @Res() reply: FastifyReply): Promise<void> {
    const record = await this.records.readShared(id);
    void reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': contentDisposition('attachment', csvName(record)),
        'cache-control': 'no-store',
      })
      .send(recordCsv(record));
  }
}
