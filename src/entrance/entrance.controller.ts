import { applyDecorators, Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MessagePage } from '../certificate-page/index.js';
import { expireCookies } from '../identity/index.js';
import { AnswersErrorPages, AnswersWithoutDatabase, Public, varyBy } from '../platform/http/index.js';
import { EntranceService } from './entrance.service.js';

/** The addresses of the service that the LMS hands out, and its start page. */
@ApiTags('Addresses for people')
@Controller()
export class EntranceController {
  constructor(private readonly entrance: EntranceService) {}

  @Get()
  @ApiOperation({ summary: 'The start page' })
  @Public()
  @AnswersErrorPages()
  @AnswersPage('Names the platform, and leads to the learner record front end (production).')
  @AnswersFound('To this documentation (development).', '/api-docs/')
  async start(@Req() { headers }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const documentation = this.entrance.documentation();
    if (documentation !== undefined) void reply.redirect(documentation, 302);
    else send(reply, await this.entrance.start(headers['accept-language']));
  }

  @Get('favicon.ico')
  @ApiOperation({
    summary: 'The icon, in the place where browsers look unasked',
  })
  @Public()
  @AnswersErrorPages()
  @AnswersWithoutDatabase()
  @AnswersFound('To the icon.', '/credentials/assets/favicon.svg')
  icon(@Res() reply: FastifyReply): void {
    void reply.header('cache-control', 'public, max-age=86400').redirect(this.entrance.icon(), 302);
  }

  @Get('login')
  @ApiOperation({
    summary: 'Go on as a signed-in user',
    description:
      'The LMS leads to certificates by this address. Pages of the service are public, or lead to a front end that signs in; so the answer leads there at once. To the API it leads through the sign-in of the LMS.',
  })
  @ApiQuery({
    name: 'next',
    required: false,
    description: 'A path of this service. Anything else counts as `/`.',
    example: '/credentials/example/',
  })
  @Public()
  @AnswersErrorPages()
  @AnswersFound('To the path.', '/credentials/example/')
  async login(@Query('next') next: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store').redirect(await this.entrance.afterSignIn(next), 302);
  }

  @Get('logout')
  @ApiOperation({
    summary: 'Sign out',
    description:
      'Expires the cookies that this service sets or reads on its host. The LMS loads it in a hidden frame when somebody signs out there, and may frame it.',
  })
  @Public()
  @AnswersErrorPages()
  @AnswersPage('Says so.')
  async logout(@Req() { headers }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = await this.entrance.signedOut(headers['accept-language']);
    expireCookies(reply);
    // It knows no single origin of others. `frame-ancestors` of the page's policy has the LMS.
    if (page.isFramed) void reply.removeHeader('x-frame-options');
    send(reply, page);
  }
}

function send(reply: FastifyReply, { headers, body }: MessagePage): void {
  varyBy(reply, 'Accept-Language');
  void reply.headers({ ...headers, 'content-type': 'text/html; charset=utf-8' }).send(body);
}

function AnswersPage(description: string): MethodDecorator {
  const example = '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n…';
  return ApiOkResponse({ description, content: { 'text/html': { schema: { type: 'string' }, example } } });
}

function AnswersFound(description: string, example: string): MethodDecorator {
  const Location = { description: 'Its address.', schema: { type: 'string' as const, example } };
  return applyDecorators(ApiFoundResponse({ description, headers: { Location } }));
}
