import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiConflictResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireStaff } from '../identity/index.js';
import { AnswersJson, AnswersNotFound, AnswersValidationError, ErrorAnswer } from '../platform/http/index.js';
import { AnswersList } from '../platform/lists/index.js';
import { ListNotificationsQuery } from './dto/list-notifications.query.js';
import { NotificationAnswer, NotificationPage } from './dto/notification.answer.js';
import { NotificationsService } from './notifications.service.js';

/** The state of learners' requests for credit, for support. */
@ApiTags('Credit pathways')
@Controller('api/v2/credit_pathways/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get()
  @ApiOperation({
    summary: 'List the mails to credit pathways',
    description: 'Latest first: who asked whom for credit, and how the delivery of each mail goes.',
  })
  @RequireStaff()
  @AnswersList(NotificationPage)
  @AnswersValidationError({ state: ['"lost" is not a valid choice.'] })
  list(@Query() query: ListNotificationsQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.notifications.list(query, request.url);
  }

  @Post(':id/retry')
  @ApiOperation({
    summary: 'Retry a failed mail',
    description: 'It is tried at once. What it says is as of then; it has the Message-ID of before.',
  })
  @ApiParam({ name: 'id', description: 'Number of the notification.', example: 2 })
  @RequireStaff()
  @AnswersJson(200, NotificationAnswer)
  @AnswersNotFound('There is no such notification.', 'No PathwayNotification matches the given query.')
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'The mail has not failed, or a later one takes its place.',
    example: { detail: 'A later mail to the same pathway was sent, or is on its way.' },
  })
  retry(@Param('id') id: string): Promise<string> {
    return this.notifications.retry(id);
  }
}
