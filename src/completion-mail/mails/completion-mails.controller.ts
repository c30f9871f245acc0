import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiConflictResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireStaff } from '../../identity/index.js';
import {
  AnswersJson,
  AnswersNotFound,
  AnswersValidationError,
  ErrorAnswer,
} from '../../platform/http/index.js';
import { AnswersList } from '../../platform/lists/index.js';
import { CompletionMailAnswer, CompletionMailPage } from './dto/completion-mail.answer.js';
import { CompletionMailsService } from './completion-mails.service.js';
import { ListCompletionMailsQuery } from './dto/list-completion-mails.query.js';

/** The state of the mails to learners who completed a program, for support. */
@ApiTags('Administration')
@Controller('api/v2/admin/completion_mails')
export class CompletionMailsController {
  constructor(private readonly mails: CompletionMailsService) {}

  @Get()
  @ApiOperation({
    summary: 'List the completion mails',
    description:
      'Latest first: who completed what, and how the delivery of each mail goes. One that was sent or cancelled is listed for 30 days after that.',
  })
  @RequireStaff()
  @AnswersList(CompletionMailPage)
  @AnswersValidationError({ state: ['"lost" is not a valid choice.'] })
  list(@Query() query: ListCompletionMailsQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.mails.list(query, request.url);
  }

  @Post(':id/retry')
  @ApiOperation({
    summary: 'Retry a completion mail that failed or was cancelled',
    description: 'It is tried at once. What it says is as of then; it has the Message-ID of before.',
  })
  @ApiParam({ name: 'id', description: 'Number of the mail.', example: 1 })
  @RequireStaff()
  @AnswersJson(200, CompletionMailAnswer)
  @AnswersNotFound('There is no such mail.', 'There is no such completion mail.')
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'The mail is on its way, waits or was sent, or it would be cancelled at once.',
    example: { detail: 'The mail would be cancelled: the credential was revoked.' },
  })
  retry(@Param('id') id: string): Promise<string> {
    return this.mails.retry(id);
  }
}
