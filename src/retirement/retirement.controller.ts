import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiConflictResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller, type Principal, RequireStaff } from '../identity/index.js';
import {
  AnswersJson,
  AnswersNotFound,
  AnswersValidationError,
  ErrorAnswer,
  requireNoQuery,
} from '../platform/http/index.js';
import { RetireBody, RetirementAnswer } from './retirement.dto.js';
import { RetirementService } from './retirement.service.js';

/** Removes what tells of a person. */
@ApiTags('Administration')
@Controller('api/v2/admin/users')
export class RetirementController {
  constructor(private readonly retirement: RetirementService) {}

  @Post(':username/retire')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Retire a learner',
    description:
      'Empties names and address, deletes attributes of credentials that may name a person, ends sharing, cancels mails that have not gone, takes rights and number in the LMS away, deactivates the user, and replaces the username. Credentials and grades stay. It cannot be undone. Only a superuser may retire staff; nobody retires themselves.',
  })
  @ApiParam({ name: 'username', description: 'In any letter case.', example: 'demo_ben' })
  @RequireStaff()
  @AnswersJson(200, RetirementAnswer)
  @AnswersValidationError()
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'Another user has the new username.',
    example: { detail: 'Another user has the new username.' },
  })
  @AnswersNotFound('There is no such user.', 'No User matches the given query.')
  async retire(
    @Caller() caller: Principal,
    @Param('username') username: string,
    @Body() { as, dry_run: dryRun = false }: RetireBody,
    @Req() { query }: FastifyRequest,
  ): Promise<string> {
    requireNoQuery(query, ['dry_run', 'as']);
    const { username: name, changed } = await this.retirement.retire(caller, username.trim(), { as, dryRun });
    return JSON.stringify({ username: name, dry_run: dryRun, changed });
  }
}
