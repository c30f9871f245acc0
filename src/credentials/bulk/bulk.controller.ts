import { Body, Controller, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConflictResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AcceptsApiKey,
  Caller,
  type Principal,
  RequireAnyPermission,
  RequirePermission,
  Throttle,
} from '../../identity/index.js';
import { AnswersJson, AnswersValidationError, ErrorAnswer, LargeBody } from '../../platform/http/index.js';
import { UncheckedBody } from '../../platform/validation/index.js';
import { BulkCredentialsService } from './bulk-credentials.service.js';
import { BulkAnswer } from './dto/bulk.answer.js';
import { BulkBody, BulkQuery, MOST_ITEMS } from './dto/bulk.body.js';
import { BULK_EXAMPLES, REVOCATION_EXAMPLES } from './dto/bulk.examples.js';
import { RevocationAnswer, RevocationBody } from './revoke/dto/revocation.body.js';
import { MOST_REVOKED, RevocationService } from './revoke/revocation.service.js';

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Changes many credentials in one request. */
@ApiTags('Credentials')
@Controller('api/v2/credentials/bulk')
@Throttle('credentials')
export class BulkController {
  constructor(
    private readonly bulk: BulkCredentialsService,
    private readonly revocations: RevocationService,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Issue, revoke and award again many credentials',
    description: `Up to ${MOST_ITEMS} items, 4 MB, in one transaction and in their order; each has the result that a single call would have. A wrong item stops no other one, unless \`atomic\` is true. An issue needs \`credentials.add_usercredential\`, a change of status \`credentials.change_usercredential\`: without one that is needed nothing is done. Repeating a request is safe.`,
  })
  @RequireAnyPermission('credentials.add_usercredential', 'credentials.change_usercredential')
  @AcceptsApiKey()
  @LargeBody(BODY_LIMIT_BYTES)
  @ApiBody({ type: BulkBody, examples: BULK_EXAMPLES })
  @AnswersJson(200, BulkAnswer, 'A result for each item, in their order.')
  @AnswersValidationError({ items: [{}, { username: ['This field is required.'] }] })
  carryOut(
    @Caller() caller: Principal,
    @UncheckedBody() body: unknown,
    @Query() query: BulkQuery,
  ): Promise<string> {
    return this.bulk.carryOut(caller, body, query);
  }

  @Post('revoke')
  @ApiOperation({
    summary: 'Revoke all credentials that match',
    description: `Revokes the awarded credentials that meet all conditions of the filter, in one transaction, at most ${MOST_REVOKED}. Begin with \`dry_run\`, and send the number that it tells as \`expected\`.`,
  })
  @RequirePermission('credentials.change_usercredential')
  @AcceptsApiKey()
  @ApiBody({ type: RevocationBody, examples: REVOCATION_EXAMPLES })
  @AnswersJson(200, RevocationAnswer, 'The number of revoked credentials, and the first twenty of them.')
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'Not the expected number match; nothing was changed.',
    example: { detail: '501 credentials match, not 500. Nothing was revoked.' },
  })
  @AnswersValidationError({ filter: ['At least one condition is needed.'] })
  revoke(@Caller() caller: Principal, @Body() body: RevocationBody): Promise<string> {
    return this.revocations.revoke(caller, body);
  }
}
