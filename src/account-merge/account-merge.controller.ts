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
import { MergeAnswer, MergeBody } from './account-merge.dto.js';
import { AccountMergeService } from './account-merge.service.js';

/** Makes one account of two. */
@ApiTags('Administration')
@Controller('api/v2/admin/users')
export class AccountMergeController {
  constructor(private readonly merges: AccountMergeService) {}

  @Post(':username/merge')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Merge an account into another one',
    description:
      'Moves credentials, grades, shared records and requests for credit to the account that `into` names, takes rights away, and deactivates the account. Its username leads to the other account from then on: awards and grades for it arrive there. All addresses that were handed out stay good. It cannot be undone: ask with `dry_run` first. Only a superuser may merge accounts of staff; nobody merges their own.',
  })
  @ApiParam({ name: 'username', description: 'In any letter case.', example: 'demo_ben' })
  @RequireStaff()
  @AnswersJson(200, MergeAnswer, 'What was done, or would be.')
  @AnswersValidationError()
  @ApiConflictResponse({
    type: ErrorAnswer,
    description:
      'One of the accounts was merged into a third one or is an API key, or the one that is to stay is deactivated.',
    example: { detail: 'The account was merged into demo_ada before.' },
  })
  @AnswersNotFound('There is no such user.', 'No User matches the given query.')
  async merge(
    @Caller() caller: Principal,
    @Param('username') username: string,
    @Body() { into, dry_run: dryRun = false, reason }: MergeBody,
    @Req() { query }: FastifyRequest,
  ): Promise<string> {
    requireNoQuery(query, ['into', 'dry_run', 'reason']);
    const merge = await this.merges.merge(caller, username.trim(), { into: into.trim(), dryRun, reason });
    return JSON.stringify({ ...merge, dry_run: dryRun } satisfies MergeAnswer);
  }
}
