import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswersWithoutDatabase, Public } from '../../../platform/http/index.js';
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
      'Sets the cookie `csrftoken` unless there is one. Callers with an Authorization header need no token.',
  })
  @Public()
  @AnswersWithoutDatabase()
  @ApiOkResponse({
    type: CsrfTokenAnswer,
    description: 'The token. The cookie holds the secret that it is made from.',
  })
  token(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): CsrfTokenAnswer {
    return Object.assign(new CsrfTokenAnswer(), { csrfToken: this.csrf.issue(request, reply) });
  }
}
