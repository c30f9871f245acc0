import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../users/index.js';
import { OptionalAuthentication } from '../access/access.decorators.js';
import { Caller } from '../access/caller.decorator.js';
import { CsrfProtection } from './csrf-protection.js';
import { CsrfTokenAnswer } from './csrf-token.answer.js';

/** Issues tokens that protect a user from requests that another site's page sends. */
@ApiTags('Authentication')
@Controller('csrf/api/v1')
export class CsrfController {
  constructor(private readonly csrf: CsrfProtection) {}

  @Get('token')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Get a CSRF token',
    description:
      'Sets the cookie `credentials_csrftoken` unless there is one. The token is good for the caller of this request and that cookie only. Callers with an Authorization header need no token.',
  })
  @OptionalAuthentication()
  @ApiOkResponse({
    type: CsrfTokenAnswer,
    description: 'The token. It is made from the cookie, the caller and a secret of the server.',
  })
  async token(
    @Caller() caller: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CsrfTokenAnswer> {
    const csrfToken = await this.csrf.issue(request, reply, caller?.id);
    return Object.assign(new CsrfTokenAnswer(), { csrfToken });
  }
}
