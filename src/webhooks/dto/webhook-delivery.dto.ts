import { ApiProperty } from '@nestjs/swagger';
import { cursorEnvelope, CursorQuery } from '../../platform/lists/index.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../platform/outbox/index.js';
import { LARGEST_WIDE_ID } from '../../platform/text/index.js';
import {
  BooleanField,
  ChoiceQueryField,
  DateTimeField,
  IdListField,
  IntegerField,
  RefusesUnknownKeys,
  TimeQueryField,
  WholeRule,
} from '../../platform/validation/index.js';
import { OUTCOMES, type AttemptOutcome } from '../entities/webhook-delivery.entity.js';
import { DELIVERED_EVENTS, type DeliveredEvent } from '../event-names.js';

const MOST_IDS = 1000;

/** Query parameters of the deliveries to a webhook. */
export class ListWebhookDeliveriesQuery extends CursorQuery {
  @ChoiceQueryField(DELIVERY_STATUSES)
  state?: DeliveryStatus;

  @ChoiceQueryField(DELIVERED_EVENTS)
  event?: DeliveredEvent;

  @TimeQueryField('Only events that happened at this time or later. Another text is a 400.')
  since?: string;

  @TimeQueryField('Only events that happened before this time. Another text is a 400.')
  until?: string;
}

/** An event for a webhook. */
export class WebhookDeliveryAnswer {
  @ApiProperty({ description: 'For a replay.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({
    description: 'The `webhook-id` and the `id` of the CloudEvent: the same in all attempts and replays.',
    format: 'uuid',
    example: '0b1f8a6c-4d3e-4f5a-9b8c-7d6e5f4a3b2c',
  })
  event_id!: string;

  @ApiProperty({ description: 'The event.', enum: DELIVERED_EVENTS, example: 'awarded' })
  event!: DeliveredEvent;

  @ApiProperty({
    description: 'The `type` of the CloudEvent.',
    example: 'org.openedx.credentials.credential.awarded.v1',
  })
  type!: string;

  @ApiProperty({
    description: 'When it happened.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  occurred!: string;

  @ApiProperty({
    description:
      '`pending`: under way. `waiting`: for the webhook to be enabled. `done`: the receiver has taken it. `failed`: given up; it can be replayed. `cancelled`: there was nothing to send.',
    enum: DELIVERY_STATUSES,
    example: 'done',
  })
  state!: DeliveryStatus;

  @ApiProperty({
    description: 'How often it was tried; a replay counts anew.',
    type: 'integer',
    example: 1,
  })
  attempts!: number;

  @ApiProperty({
    description: 'How the last attempt ended; null before it.',
    type: String,
    enum: OUTCOMES,
    nullable: true,
    example: 'answered',
  })
  outcome!: AttemptOutcome | null;

  @ApiProperty({
    description: 'The HTTP status of the last answer.',
    type: 'integer',
    nullable: true,
    example: 204,
  })
  status!: number | null;

  @ApiProperty({
    description: 'Why the last attempt failed, or it waits; no text of the receiver.',
    type: String,
    nullable: true,
    example: null,
  })
  last_error!: string | null;

  @ApiProperty({
    description: 'When it was tried last.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-02T12:58:15.944188Z',
  })
  tried_at!: string | null;

  @ApiProperty({
    description: 'When it is tried next; null at the end.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  next_attempt!: string | null;

  @ApiProperty({
    description: 'When it was taken, given up or cancelled.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-02T12:58:15.955188Z',
  })
  ended_at!: string | null;

  @ApiProperty({ description: 'How often it was replayed.', type: 'integer', example: 0 })
  replays!: number;
}

export class WebhookDeliveryPage extends cursorEnvelope(WebhookDeliveryAnswer, 'Latest first.') {}

function problemOf({ ids, since, until, only_failed, after }: ReplayBody): string | undefined {
  if ((ids !== undefined) === (since !== undefined)) return 'Name either ids, or since.';
  const narrowed = until !== undefined || only_failed !== undefined || after !== undefined;
  return ids !== undefined && narrowed ? 'until, only_failed and after go with since.' : undefined;
}

/** Names the deliveries to replay: some by their ids, or all events since a time. */
@WholeRule(problemOf, {
  oneOf: [
    {
      required: ['ids'],
      not: { anyOf: ['since', 'until', 'only_failed', 'after'].map((name) => ({ required: [name] })) },
    },
    { required: ['since'], not: { required: ['ids'] } },
  ],
})
@RefusesUnknownKeys()
export class ReplayBody {
  @IdListField({
    optional: true,
    most: MOST_IDS,
    description: `Up to ${MOST_IDS} deliveries of the webhook.`,
  })
  ids?: number[];

  @DateTimeField({
    optional: true,
    description: 'All events that happened at this time or later.',
    example: '2026-01-02T12:00:00Z',
  })
  since?: string;

  @DateTimeField({
    optional: true,
    description: 'Only those before this time.',
    example: '2026-01-03T12:00:00Z',
  })
  until?: string;

  @BooleanField({
    optional: true,
    description: 'Only those that were given up.',
    example: true,
  })
  only_failed?: boolean;

  @IntegerField({
    optional: true,
    min: 0,
    max: LARGEST_WIDE_ID,
    description: 'Only those with a higher id: `next_after` of the answer before.',
    example: 0,
  })
  after?: number;

  @BooleanField({
    optional: true,
    description: 'Says what would be done and changes nothing.',
    example: true,
  })
  dry_run = false;
}

/** The result of a replay. */
export class ReplayAnswer {
  @ApiProperty({ description: 'How many go once more now.', type: 'integer', example: 1 })
  replayed!: number;

  @ApiProperty({
    description: 'How many are still under way, or are unknown to the webhook.',
    type: 'integer',
    example: 0,
  })
  left_out!: number;

  @ApiProperty({
    description:
      'Not null: there may be more, since one request replays 1,000 at most. Send the same body again with this as `after`.',
    type: 'integer',
    nullable: true,
    example: null,
  })
  next_after!: number | null;

  @ApiProperty({ description: 'Whether nothing was changed.', example: true })
  dry_run!: boolean;
}
