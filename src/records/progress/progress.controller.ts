import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireAuthenticated } from '../../identity/index.js';
import { AnswersJson, AnswersNotFound } from '../../platform/http/index.js';
import { ProgramRecordsQuery } from '../dto/program-records.query.js';
import { ProgressAnswer } from './dto/progress.answer.js';
import { ProgressService } from './progress.service.js';

/** Why a program is complete or not, for the learner and for support. */
@ApiTags('Program records')
@Controller('records/api/v1/program_records')
export class ProgressController {
  constructor(private readonly progress: ProgressService) {}

  @Get(':uuid/progress')
  @ApiOperation({
    summary: 'Read how far a learner is in a program, and why',
    description:
      'The caller’s own progress, or another learner’s for staff: for each course whether it counts, by which run, and what is missing.',
  })
  @ApiParam({
    name: 'uuid',
    description: "The program's uuid, with or without dashes.",
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  @RequireAuthenticated()
  @AnswersJson(200, ProgressAnswer, 'The progress.')
  @AnswersNotFound('There is no such learner or program.', 'No Program matches the given query.')
  read(
    @Caller() caller: Principal,
    @Param('uuid') uuid: string,
    @Query() query: ProgramRecordsQuery,
  ): Promise<string> {
    return this.progress.read(caller, uuid, query.username);
  }
}
