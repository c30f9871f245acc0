import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireStaff } from '../../identity/index.js';
import {
  AnswersNotFound,
  AnswersTagged,
  AnswersValidationError,
  IfMatch,
  TakesIfMatch,
  LargeBody,
} from '../../platform/http/index.js';
import { AnswersList, ListQuery } from '../../platform/lists/index.js';
import { PreviewAnswer, PreviewBody, TemplateAnswer, TemplateBody, TemplatePage } from './templates.dto.js';
import { TemplatesService } from './templates.service.js';

/** Two parts have up to 50,000 characters each, and a character can take several bytes. */
const BODY_LIMIT_BYTES = 512 * 1024;

const KeyParam = (example = 'type:micromasters') =>
  ApiParam({
    name: 'key',
    description:
      "The programs it is for: `program:<uuid>`, `type:<slug>` or `default`. The most specific counts. With `@<language>`, such as `default@es-419`, it is for certificates in that language: among equally specific ones that of the certificate's language counts, then its nearest relative, then the one without.",
    example,
  });

/** Templates of the mails to learners who complete a program. */
@ApiTags('Administration')
@Controller('api/v2/admin/completion_mail_templates')
export class TemplatesController {
  constructor(private readonly templates: TemplatesService) {}

  @Get()
  @ApiOperation({ summary: 'List the templates of completion mails' })
  @RequireStaff()
  @AnswersList(TemplatePage)
  list(@Query() query: ListQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.templates.list(query, request.url);
  }

  @Get(':key')
  @ApiOperation({ summary: 'Read a template of completion mails' })
  @KeyParam()
  @RequireStaff()
  @AnswersTagged(TemplateAnswer)
  @AnswersNotFound('There is no such template.', 'There is no such template.')
  read(@Param('key') key: string): Promise<string> {
    return this.templates.read(key);
  }

  @Put(':key')
  @LargeBody(BODY_LIMIT_BYTES)
  @ApiOperation({
    summary: 'Make or change a template of completion mails',
    description:
      'Always 200; repeating a request changes nothing. A template that names what does not exist is a 400. The body may have 512 KiB.',
  })
  @KeyParam()
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(TemplateAnswer)
  @AnswersValidationError()
  @AnswersNotFound(
    'The key has another form, or the catalog knows no such program.',
    'No Program matches the given query.',
  )
  replace(
    @Param('key') key: string,
    @Body() body: TemplateBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    return this.templates.replace(key, body, ifMatch);
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a template of completion mails',
    description: 'A less specific one takes its place.',
  })
  @KeyParam('type:demo')
  @RequireStaff()
  @TakesIfMatch()
  @ApiNoContentResponse({ description: 'It is gone.' })
  @AnswersNotFound('There is no such template.', 'There is no such template.')
  remove(@Param('key') key: string, @IfMatch() ifMatch: string | undefined): Promise<void> {
    return this.templates.remove(key, ifMatch);
  }

  @Post(':key/preview')
  @HttpCode(200)
  @LargeBody(BODY_LIMIT_BYTES)
  @ApiOperation({
    summary: 'See what a completion mail would look like',
    description:
      'Renders the stored template, or the parts in the body before they are stored. Sends nothing. The body may have 512 KiB.',
  })
  @KeyParam()
  @RequireStaff()
  @ApiOkResponse({ type: PreviewAnswer, description: 'The mail as it would be sent.' })
  @AnswersValidationError()
  @AnswersNotFound('There is no such template.', 'There is no such template.')
  preview(@Param('key') key: string, @Body() body: PreviewBody): Promise<PreviewAnswer> {
    return this.templates.preview(key, body);
  }
}
