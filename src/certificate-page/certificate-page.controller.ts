import { applyDecorators, Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswersErrorPages, AnswersWithoutDatabase, Public } from '../platform/http/index.js';
import { IMAGE_TYPES } from '../platform/images/index.js';
import { CertificatePageService } from './certificate-page.service.js';
import { conditional, type FileAnswer } from './file-answer.js';

/** The first lines of each page, as examples for the documentation. */
const begin = (title: string) =>
  `<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n…\n<title>${title}</title>\n…`;
const PAGE = begin('Alice Example: Mathematics MicroMasters');
const NO_PAGE = begin('No certificate here');
const BUSY_PAGE = begin('One moment, please');

/** Of the first signature that `cli demo` makes. */
const DEMO_PICTURE = 'e526250cdeb56382b6a91a1ab5e85be5d52cb8fbb0915b436678c70e000eb1de';

/** Pages for people: the certificate at `certificate_url`, its PDF, and the files that the page loads. */
@ApiTags('Certificate pages')
@Controller('credentials')
export class CertificatePageController {
  constructor(private readonly pages: CertificatePageService) {}

  @Get('assets/certificate.css')
  @ApiOperation({ summary: 'The stylesheet of certificate pages' })
  @Public()
  @AnswersWithoutDatabase()
  @AnswersFile(
    'text/css',
    'The stylesheet, with the configured colours.',
    ':root{--primary:#1c2d50;--accent:#a67c2e}',
  )
  stylesheet(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.pages.stylesheet());
  }

  @Get('assets/theme.css')
  @ApiOperation({ summary: 'The operator’s stylesheet for certificate pages' })
  @Public()
  @AnswersWithoutDatabase()
  @AnswersFile('text/css', 'The file that THEME_STYLESHEET names.', 'body { font-family: serif; }')
  @AnswersNothingToShow()
  themeStylesheet(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.pages.themeStylesheet());
  }

  @Get('assets/pictures/:digest')
  @ApiOperation({
    summary: 'A stored picture',
    description: 'A logo or a scanned signature, by the SHA-256 of its content. It never changes.',
  })
  @Public()
  @AnswersErrorPages()
  @AnswersWithoutDatabase()
  @ApiParam({ name: 'digest', description: '64 hexadecimal digits.', example: DEMO_PICTURE })
  @AnswersFile(IMAGE_TYPES, 'The image as it is stored.')
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now.')
  async picture(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('digest') digest: string,
  ): Promise<void> {
    send(request, reply, await this.pages.picture(digest));
  }

  @Get('example')
  @ApiOperation({
    summary: 'A sample certificate as a page',
    description: 'For operators who design. Nobody has earned it.',
  })
  @Public()
  @AnswersErrorPages()
  @ExampleLanguage()
  @AnswersFile('text/html', 'The page.', PAGE)
  async examplePage(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('language') language = 'en',
  ): Promise<void> {
    send(request, reply, await this.pages.examplePage(language));
  }

  @Get('example/certificate.pdf')
  @ApiOperation({ summary: 'A sample certificate as a PDF' })
  @Public()
  @AnswersErrorPages()
  @ExampleLanguage()
  @AnswersFile('application/pdf', 'The document.')
  @AnswersBusy('Too many documents are being drawn.')
  async examplePdf(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('language') language = 'en',
  ): Promise<void> {
    send(request, reply, await this.pages.examplePdf(language, request.headers['if-none-match']));
  }

  @Get(':id')
  @ApiOperation({
    summary: 'A certificate as a page',
    description:
      'For people: shown while the credential is awarded and visible. Revoked, not yet visible, unknown and malformed are answered alike.',
  })
  @Public()
  @AnswersErrorPages()
  @AnswersWithoutDatabase()
  @CredentialId()
  @AnswersFile('text/html', 'The certificate, and words that say that it is valid now.', PAGE)
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now.')
  async page(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    send(request, reply, await this.pages.page(id));
  }

  @Get(':id/certificate.pdf')
  @ApiOperation({
    summary: 'A certificate as a PDF',
    description: 'One A4 sheet; the same rules as of the page.',
  })
  @Public()
  @AnswersErrorPages()
  @AnswersWithoutDatabase()
  @CredentialId()
  @AnswersFile('application/pdf', 'The document.')
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now, or too many documents are being drawn.')
  async pdf(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    send(request, reply, await this.pages.pdf(id, request.headers['if-none-match']));
  }

  @Get(':id/signatures/:position')
  @ApiOperation({ summary: 'The scanned signature of a certificate’s signatory' })
  @Public()
  @AnswersErrorPages()
  @AnswersWithoutDatabase()
  @CredentialId()
  @ApiParam({ name: 'position', description: 'From 0, in the order of the signatories.', example: '0' })
  @AnswersFile(IMAGE_TYPES, 'The image as it is stored.')
  @AnswersNothingToShow()
  @AnswersBusy('The database cannot be used now.')
  async signature(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
    @Param('position') position: string,
  ): Promise<void> {
    send(request, reply, await this.pages.signature(id, position));
  }
}

function send(request: FastifyRequest, reply: FastifyReply, answer: FileAnswer): void {
  const { status, headers, body } = conditional(answer, request.headers['if-none-match']);
  void reply.status(status).headers(headers).send(body);
}

function CredentialId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The credential’s uuid, with or without its dashes.',
    example: '5d1c2b6a3c524b7e9a530f2f3f2f9c11',
  });
}

function ExampleLanguage(): MethodDecorator {
  return ApiQuery({
    name: 'language',
    required: false,
    description: 'Language of the sample.',
    example: 'fr',
  });
}

/** @param example the text of the file, or its beginning; none for a binary file */
function AnswersFile(
  types: string | readonly string[],
  description: string,
  example?: string,
): MethodDecorator {
  const schema =
    example === undefined ? { type: 'string' as const, format: 'binary' } : { type: 'string' as const };
  const content = Object.fromEntries([types].flat().map((type) => [type, { schema, example }]));
  const headers = { ETag: { description: 'For `If-None-Match`.', schema: { type: 'string' as const } } };
  return applyDecorators(
    ApiOkResponse({ description, headers, content }),
    ApiResponse({ status: 304, description: 'The caller has it: `If-None-Match` names its `ETag`.' }),
  );
}

function AnswersNothingToShow(): MethodDecorator {
  return applyDecorators(
    ApiNotFoundResponse({
      description: 'There is nothing to show.',
      content: { 'text/html': { schema: { type: 'string' }, example: NO_PAGE } },
    }),
  );
}

function AnswersBusy(why: string): MethodDecorator {
  return ApiServiceUnavailableResponse({
    description: why,
    headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', example: 5 } } },
    content: { 'text/html': { schema: { type: 'string' }, example: BUSY_PAGE } },
  });
}
