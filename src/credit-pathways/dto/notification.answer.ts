import { listEnvelope } from '../../platform/lists/index.js';
import { ApiProperty } from '@nestjs/swagger';
import { NOTIFICATION_STATES } from '../entities/pathway-notification.entity.js';

/** The institution that gets the mail. */
export class NotifiedPathwayAnswer {
  @ApiProperty({ description: 'The `pathway_id` of the request.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ description: 'Name of the pathway.', example: "Example University Master's" })
  name!: string;
}

/** One mail to a pathway, and the state of its delivery. */
export class NotificationAnswer {
  @ApiProperty({ description: 'What `retry` takes.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ description: 'The learner who asks for credit.', example: 'demo_ada' })
  username!: string;

  @ApiProperty({
    description: 'The program of the record.',
    format: 'uuid',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid!: string;

  @ApiProperty({ description: 'Where the mail goes.', type: NotifiedPathwayAnswer })
  pathway!: NotifiedPathwayAnswer;

  @ApiProperty({
    description: '`first`: sent by the learner. `updated`: the program was completed after that.',
    enum: ['first', 'updated'],
    example: 'first',
  })
  kind!: string;

  @ApiProperty({
    description:
      '`pending`: goes out, or is tried again at `next_attempt`. `failed`: given up; it can be retried. `cancelled`: no longer wanted, `last_error` says why.',
    enum: NOTIFICATION_STATES,
    example: 'pending',
  })
  state!: string;

  @ApiProperty({
    description:
      'How often it was tried; null once the details of the delivery are forgotten, 30 days after its end.',
    type: 'integer',
    nullable: true,
    example: 2,
  })
  attempts!: number | null;

  @ApiProperty({
    description: 'Why the latest attempt failed, without personal data.',
    type: String,
    nullable: true,
    example: 'the mail server answered 451 to RCPT TO',
  })
  last_error!: string | null;

  @ApiProperty({
    description: 'When the learner sent it, or the program was completed.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  created!: string;

  @ApiProperty({
    description: 'When the mail server took it.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  sent_at!: string | null;

  @ApiProperty({
    description: 'When it is tried next; null while it is being tried, and at the end.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-02T13:00:02.101010Z',
  })
  next_attempt!: string | null;
}

export class NotificationPage extends listEnvelope(NotificationAnswer, 'Latest first.') {}
