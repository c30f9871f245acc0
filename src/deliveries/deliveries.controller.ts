import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireStaff } from '../identity/index.js';
import { AnswersJson, AnswersNotFound, AnswersValidationError, ErrorAnswer } from '../platform/http/index.js';
import { AnswersCursorList } from '../platform/lists/index.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryAnswer, DeliveryPage, DeliverySummaryAnswer } from './dto/delivery.answer.js';
import { ListDeliveriesQuery } from './dto/list-deliveries.query.js';
import { RetriedDeliveriesAnswer, RetryDeliveriesBody } from './dto/retry-deliveries.dto.js';

/** All outgoing mails and messages, for support. */
@ApiTags('Administration')
@Controller('api/v2/admin/deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @ApiOperation({
    summary: 'List the outgoing mails and messages',
    description:
      'Latest first, of all topics: what each is about, and how its delivery goes. One that is done or cancelled is listed for 30 days after that.',
  })
  @RequireStaff()
  @AnswersCursorList(DeliveryPage)
  list(@Query() query: ListDeliveriesQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.deliveries.list(query, request.url);
  }

  @Get('summary')
  @ApiOperation({
    summary: 'Count the outgoing mails and messages',
    description: 'How many there are of each topic, subscriber and state, and how long the oldest waits.',
  })
  @RequireStaff()
  @ApiOkResponse({ type: DeliverySummaryAnswer, description: 'The counts.' })
  summary(): Promise<DeliverySummaryAnswer> {
    return this.deliveries.summary();
  }

  @Post('retry')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Retry many mails and messages that failed',
    description:
      'Some by their ids, or all failed ones of a topic or subscriber. They are tried at once. One that makes no sense any more is refused, with the reason, and stays as it is; the others are retried.',
  })
  @ApiBody({
    type: RetryDeliveriesBody,
    examples: {
      ids: { summary: 'Some', value: { ids: [1, 2], dry_run: true } },
      topic: {
        summary: 'All of a topic since a time',
        value: { topic: 'credit-pathway.request', failed_since: '2026-01-02T12:00:00Z', dry_run: true },
      },
    },
  })
  @RequireStaff()
  @ApiOkResponse({ type: RetriedDeliveriesAnswer, description: 'What was done, or would be done.' })
  @AnswersValidationError()
  retryMany(@Body() body: RetryDeliveriesBody): Promise<RetriedDeliveriesAnswer> {
    return this.deliveries.retryMany(body);
  }

  @Post(':id/retry')
  @ApiOperation({
    summary: 'Retry a mail or message that failed',
    description:
      'It is tried at once, with all its attempts. A mail says what is so then; it has the Message-ID of before.',
  })
  @ApiParam({ name: 'id', description: 'Number of the delivery.', example: 1 })
  @RequireStaff()
  @AnswersJson(200, DeliveryAnswer)
  @AnswersNotFound('There is no such delivery.', 'There is no such delivery.')
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'It is on its way, waits or was made, or it makes no sense any more.',
    example: { detail: 'The mail would be cancelled: the credential was revoked.' },
  })
  retry(@Param('id') id: string): Promise<string> {
    return this.deliveries.retry(id);
  }
}
