import { ApiProperty } from '@nestjs/swagger';
import { cursorEnvelope } from '../../platform/lists/index.js';
import { DELIVERY_STATUSES } from '../../platform/outbox/index.js';

/** The institution that gets a learner's record. */
export class DeliveryPathwayAnswer {
  @ApiProperty({ description: 'The number of the pathway.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ description: 'Its name.', example: "Example University Master's" })
  name!: string;
}

/** The thing that an event is about. */
export class DeliverySubjectAnswer {
  @ApiProperty({
    description:
      '`credential`: one was awarded or revoked. `credit_request`: a record was sent to a pathway.',
    enum: ['credential', 'credit_request'],
    example: 'credit_request',
  })
  kind!: string;

  @ApiProperty({ description: 'The learner.', example: 'demo_ben' })
  username!: string;

  @ApiProperty({
    description: 'The program, of a program credential or a credit request.',
    type: String,
    format: 'uuid',
    nullable: true,
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid!: string | null;

  @ApiProperty({
    description: 'The course run of a course credential.',
    type: String,
    nullable: true,
    example: null,
  })
  course_run_key!: string | null;

  @ApiProperty({
    description: 'The credential.',
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
  })
  credential_uuid!: string | null;

  @ApiProperty({
    description: 'Where the record goes.',
    type: DeliveryPathwayAnswer,
    nullable: true,
  })
  pathway!: DeliveryPathwayAnswer | null;

  @ApiProperty({
    description: 'Address of the credential, or of the list with the credit request.',
    format: 'uri',
    example:
      'http://localhost:8150/api/v2/credit_pathways/notifications/?program_uuid=de0e0000-0000-4000-8000-000000000001&pathway=1',
  })
  url!: string;
}

/** One event for one part of the service: a mail, or another message. */
export class DeliveryAnswer {
  @ApiProperty({ description: 'What `retry` takes.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ description: 'The kind of event.', example: 'credit-pathway.request' })
  topic!: string;

  @ApiProperty({ description: 'The part of the service that reacts to it.', example: 'credit-pathways.mail' })
  subscriber!: string;

  @ApiProperty({
    description:
      '`pending`: is carried out, or tried again at `next_attempt`. `waiting`: for what `last_error` says, without attempts. `done`: carried out. `failed`: given up; it can be retried. `cancelled`: not wanted, `last_error` says why.',
    enum: DELIVERY_STATUSES,
    example: 'failed',
  })
  state!: string;

  @ApiProperty({
    description: 'What the event is about; null where it names nothing, as a question for a name.',
    type: DeliverySubjectAnswer,
    nullable: true,
  })
  about!: DeliverySubjectAnswer | null;

  @ApiProperty({ description: 'How often it was tried.', type: 'integer', example: 1 })
  attempts!: number;

  @ApiProperty({ description: 'After as many attempts it is given up.', type: 'integer', example: 12 })
  max_attempts!: number;

  @ApiProperty({
    description: 'Why the latest attempt failed, or it waits or was cancelled; without personal data.',
    type: String,
    nullable: true,
    example: 'the pathway has no mail address',
  })
  last_error!: string | null;

  @ApiProperty({
    description: 'When the event was published.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  created!: string;

  @ApiProperty({
    description: 'When it is tried, or looked at, next; null while it is being tried, and at the end.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  next_attempt!: string | null;

  @ApiProperty({
    description: 'When it was carried out, given up or cancelled.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-02T12:58:17.101010Z',
  })
  ended_at!: string | null;
}

export class DeliveryPage extends cursorEnvelope(DeliveryAnswer, 'Latest first.') {}

/** How many deliveries there are of a kind. */
export class DeliveryCountAnswer {
  @ApiProperty({ description: 'The kind of event.', example: 'credit-pathway.request' })
  topic!: string;

  @ApiProperty({ description: 'The part of the service that reacts to it.', example: 'credit-pathways.mail' })
  subscriber!: string;

  @ApiProperty({ description: 'As in the list.', enum: DELIVERY_STATUSES, example: 'failed' })
  state!: string;

  @ApiProperty({
    description: 'How many there are. Done and cancelled ones are kept for 30 days.',
    type: 'integer',
    example: 1,
  })
  count!: number;

  @ApiProperty({
    description: 'When the event of the oldest one was published.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  oldest!: string;
}

/** All deliveries in numbers. */
export class DeliverySummaryAnswer {
  @ApiProperty({ description: 'How many were given up, of all kinds.', type: 'integer', example: 1 })
  failed!: number;

  @ApiProperty({
    description: 'How many are on their way: due, tried, or to be tried again.',
    type: 'integer',
    example: 0,
  })
  pending!: number;

  @ApiProperty({
    description: 'When the event of the oldest one on its way was published; null when there is none.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  oldest_pending!: string | null;

  @ApiProperty({
    description:
      'Since when the one that is due longest waits for a worker; null when none is due. If it is minutes ago, no worker runs.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  due_since!: string | null;

  @ApiProperty({
    description: 'By topic, subscriber and state, in this order. A kind without deliveries is left out.',
    type: [DeliveryCountAnswer],
  })
  results!: DeliveryCountAnswer[];
}
