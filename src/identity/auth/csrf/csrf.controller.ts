import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswersWithoutDatabase, Public } from '../../../platform/http/index.js';
import { CsrfProtection } from './csrf-protection.js';

/** The token that a page must send with writes that are authenticated by cookies. */
export class CsrfTokenAnswer {
  @ApiProperty({
    description: 'Goes into the header `X-CSRFToken` of each write that is authenticated by cookies.',
    example: 'pX2cV9aQ-5Zm0mZb8Qd1c3sT6p4oJYkW7rV2hE9uLx0',
  })
  csrfToken!: string;
}

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
  @ApiOkResponse({ type: CsrfTokenAnswer, description: 'The token; the same in the cookie.' })
  token(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): CsrfTokenAnswer {
    return Object.assign(new CsrfTokenAnswer(), { csrfToken: this.csrf.issue(request, reply) });
  }
}
