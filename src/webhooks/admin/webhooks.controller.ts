import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AnswersSecret, RequireStaff } from '../../identity/index.js';
import {
  AnswersJson,
  AnswersNotFound,
  AnswersTagged,
  AnswersValidationError,
  ErrorAnswer,
  IfMatch,
  requireUuid,
  TakesIfMatch,
  UuidParam,
} from '../../platform/http/index.js';
import { AnswersCursorList, AnswersList, ListQuery } from '../../platform/lists/index.js';
import {
  ListWebhookDeliveriesQuery,
  ReplayAnswer,
  ReplayBody,
  WebhookDeliveryAnswer,
  WebhookDeliveryPage,
} from '../dto/webhook-delivery.dto.js';
import {
  ChangeWebhookBody,
  EXAMPLE_WEBHOOK,
  RotateSecretBody,
  SecretWebhookAnswer,
  WebhookAnswer,
  WebhookBody,
  WebhookPage,
} from '../dto/webhook.dto.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { MOST_WEBHOOKS, NO_SUCH_WEBHOOK, WebhooksService } from './webhooks.service.js';

/** Another one of the demo, so that trying a removal takes nothing from the other examples. */
const REMOVED = 'de0b0000-0000-4000-8000-000000000002';

const AnswersNoWebhook = () => AnswersNotFound('There is no such webhook.', NO_SUCH_WEBHOOK);

/** Webhooks: who outside of the service is told of events. */
@ApiTags('Administration: webhooks')
@Controller('api/v2/admin/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: WebhookDeliveriesService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List webhooks', description: 'Never their keys.' })
  @RequireStaff()
  @AnswersList(WebhookPage)
  list(@Query() { page }: ListQuery, @Req() request: FastifyRequest): Promise<string> {
    return this.webhooks.list(page, request.url);
  }

  @Post()
  @ApiOperation({
    summary: 'Make a webhook',
    description: `The answer shows the key of its signatures, once. It gets the events that happen after the answer. At most ${MOST_WEBHOOKS}.`,
  })
  @RequireStaff()
  @AnswersSecret()
  @ApiBody({
    type: WebhookBody,
    examples: {
      all: {
        summary: 'All awards and revocations',
        value: { url: 'https://hooks.riverside.example/credentials', events: ['awarded', 'revoked'] },
      },
      program: {
        summary: 'Of a program, with learners',
        value: {
          url: 'https://hooks.riverside.example/credentials',
          events: ['awarded', 'revoked', 'changed'],
          programs: ['de0e0000-0000-4000-8000-000000000001'],
          include_learner: true,
          contact_email: 'hooks@riverside.example',
        },
      },
    },
  })
  @AnswersJson(201, SecretWebhookAnswer, 'The new webhook. Keep its key: no other answer shows it.')
  @AnswersValidationError()
  @ApiConflictResponse({
    type: ErrorAnswer,
    description: 'There are too many.',
    example: { detail: `There are ${MOST_WEBHOOKS} webhooks already. Remove one first.` },
  })
  create(@Body() body: WebhookBody): Promise<string> {
    return this.webhooks.create(body).then((webhook) => JSON.stringify(webhook));
  }

  @Get(':uuid')
  @ApiOperation({ summary: 'Read a webhook' })
  @UuidParam(EXAMPLE_WEBHOOK)
  @RequireStaff()
  @AnswersTagged(WebhookAnswer)
  @AnswersNoWebhook()
  read(@Param('uuid') uuid: string): Promise<string> {
    return this.webhooks.read(requireUuid(uuid));
  }

  @Patch(':uuid')
  @ApiOperation({
    summary: 'Change, enable or disable a webhook',
    description: 'When it is enabled again, the deliveries that were under way go on.',
  })
  @UuidParam(EXAMPLE_WEBHOOK)
  @RequireStaff()
  @TakesIfMatch()
  @ApiBody({
    type: ChangeWebhookBody,
    examples: { events: { summary: 'Other events', value: { events: ['awarded'] } } },
  })
  @AnswersTagged(WebhookAnswer)
  @AnswersValidationError()
  @AnswersNoWebhook()
  change(
    @Param('uuid') uuid: string,
    @Body() body: ChangeWebhookBody,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<string> {
    return this.webhooks.change(requireUuid(uuid), body, ifMatch);
  }

  @Delete(':uuid')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a webhook',
    description: 'With the list of its deliveries. Those under way are cancelled.',
  })
  @UuidParam(REMOVED)
  @RequireStaff()
  @TakesIfMatch()
  @ApiNoContentResponse({ description: 'It is removed.' })
  @AnswersNoWebhook()
  remove(@Param('uuid') uuid: string, @IfMatch() ifMatch: string | undefined): Promise<void> {
    return this.webhooks.remove(requireUuid(uuid), ifMatch);
  }

  @Post(':uuid/rotate_secret')
  @ApiOperation({
    summary: 'Rotate the key of a webhook',
    description:
      'The answer shows the new key, once. For a while each request has a signature of both, so that the receiver can change over.',
  })
  @UuidParam(EXAMPLE_WEBHOOK)
  @RequireStaff()
  @AnswersSecret()
  @ApiBody({
    type: RotateSecretBody,
    examples: { day: { summary: 'Within a day', value: { overlap_hours: 24 } } },
  })
  @AnswersJson(200, SecretWebhookAnswer, 'The webhook with its new key. No other answer shows it.')
  @AnswersValidationError()
  @AnswersNoWebhook()
  rotateSecret(@Param('uuid') uuid: string, @Body() body: RotateSecretBody): Promise<string> {
    return this.webhooks.rotateSecret(requireUuid(uuid), body).then((webhook) => JSON.stringify(webhook));
  }

  @Post(':uuid/test')
  @ApiOperation({
    summary: 'Send a sample event to a webhook',
    description: 'Also to a disabled one. The list of deliveries says what became of it.',
  })
  @UuidParam(EXAMPLE_WEBHOOK)
  @RequireStaff()
  @AnswersJson(201, WebhookDeliveryAnswer, 'The delivery, which a worker makes at once.')
  @AnswersNoWebhook()
  test(@Param('uuid') uuid: string): Promise<string> {
    return this.deliveries.test(requireUuid(uuid));
  }

  @Get(':uuid/deliveries')
  @ApiOperation({
    summary: 'List the deliveries to a webhook',
    description: 'Latest first. One that is done or cancelled is listed for 30 days after that.',
  })
  @UuidParam(EXAMPLE_WEBHOOK)
  @RequireStaff()
  @AnswersCursorList(WebhookDeliveryPage)
  @AnswersNoWebhook()
  listDeliveries(
    @Param('uuid') uuid: string,
    @Query() query: ListWebhookDeliveriesQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.deliveries.list(requireUuid(uuid), query, request.url);
  }

  @Post(':uuid/replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Replay deliveries to a webhook',
    description:
      'Some by their ids, or all events since a time, also those that the receiver has taken. Each goes under the id of its event, so that the receiver recognises what it has. One that is under way is left out.',
  })
  @UuidParam(EXAMPLE_WEBHOOK)
  @RequireStaff()
  @ApiBody({
    type: ReplayBody,
    examples: {
      ids: { summary: 'Some', value: { ids: [1, 2], dry_run: true } },
      time: { summary: 'All since a time', value: { since: '2026-01-02T12:00:00Z', dry_run: true } },
    },
  })
  @ApiOkResponse({ type: ReplayAnswer, description: 'What was done, or would be done.' })
  @AnswersValidationError()
  @AnswersNoWebhook()
  replay(@Param('uuid') uuid: string, @Body() body: ReplayBody): Promise<ReplayAnswer> {
    return this.deliveries.replay(requireUuid(uuid), body);
  }
}
