import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiForbiddenResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Caller, OptionalAuthentication, type Principal, RequireAuthenticated } from '../identity/index.js';
import { AnswersJson, AnswersNotFound, ErrorAnswer } from '../platform/http/index.js';
import { ProgramRecordAnswer, ProgramRecordsAnswer } from './dto/program-record.answer.js';
import { ProgramRecordQuery, ProgramRecordsQuery } from './dto/program-records.query.js';
import { ProgramRecordsService } from './program-records.service.js';

/** Program records for the learner record front end. */
@ApiTags('Program records')
@Controller('records/api/v1/program_records')
export class ProgramRecordsController {
  constructor(private readonly records: ProgramRecordsService) {}

  @Get()
  @ApiOperation({
    summary: 'List a learner’s programs',
    description: 'Programs in which the caller has earned something; those of another learner for staff.',
  })
  @RequireAuthenticated()
  @AnswersJson(200, ProgramRecordsAnswer, 'The programs, in the order of their names.')
  @AnswersNotFound('There is no such learner.', 'No User matches the given query.')
  list(@Caller() caller: Principal, @Query() query: ProgramRecordsQuery): Promise<string> {
    return this.records.list(caller, query.username);
  }

  @Get(':uuid')
  @ApiOperation({
    summary: 'Read a program record',
    description:
      'The caller’s own, or another learner’s for staff. With `is_public=true` the path names a shared record, which anyone may read.',
  })
  @ApiParam({
    name: 'uuid',
    description:
      'The program’s uuid, or with `is_public=true` that of the public link; with or without dashes.',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  @OptionalAuthentication()
  @AnswersJson(200, ProgramRecordAnswer, 'The record.')
  @ApiForbiddenResponse({ type: ErrorAnswer, description: 'The record is another learner’s.' })
  @AnswersNotFound(
    'There is no such learner, program or shared record.',
    'No ProgramCertRecord matches the given query.',
  )
  retrieve(
    @Caller() caller: Principal | undefined,
    @Param('uuid') uuid: string,
    @Query() query: ProgramRecordQuery,
  ): Promise<string> {
    return query.isPublic
      ? this.records.retrieveShared(uuid)
      : this.records.retrieve(caller, uuid, query.username);
  }
}
