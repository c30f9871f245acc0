import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AcceptsApiKey, Caller, type Principal, RequireAuthenticated, Throttle } from '../identity/index.js';
import { AnswersValidationError } from '../platform/http/index.js';
import { AnswersList } from '../platform/lists/index.js';
import { CredentialsService } from './credentials.service.js';
import { CredentialV1Page } from './dto/credential.answer.js';
import { LEARNER_OR_PROGRAM_NEEDED, ListCredentialsV1Query } from './dto/list-credentials.query.js';

/** The older list of credentials, kept for scripts that still call it. */
@ApiTags('Credentials')
@Controller('api/v1/credentials')
@Throttle('credentials')
export class CredentialsV1Controller {
  constructor(private readonly credentials: CredentialsService) {}

  @Get()
  @ApiOperation({
    summary: 'List credentials (version 1)',
    description: 'As version 2, with the number of each credential; needs `username` or `program_uuid`.',
  })
  @RequireAuthenticated()
  @AcceptsApiKey()
  @AnswersList(CredentialV1Page)
  @AnswersValidationError({ detail: LEARNER_OR_PROGRAM_NEEDED })
  list(
    @Caller() caller: Principal,
    @Query() query: ListCredentialsV1Query,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.credentials.list(caller, query, request.url, { numbered: true });
  }
}
