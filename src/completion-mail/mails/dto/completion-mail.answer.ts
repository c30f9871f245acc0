import { ApiProperty } from '@nestjs/swagger';
import { listEnvelope } from '../../../platform/lists/index.js';
import { SWITCHED_OFF } from '../../delivery/completion-mail.js';
import { COMPLETION_MAIL_STATES } from './list-completion-mails.query.js';

/** One mail to a learner who completed a program, and the state of its delivery. */
export class CompletionMailAnswer {
  @ApiProperty({ description: 'What `retry` takes.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ description: 'The learner.', example: 'demo_ada' })
  username!: string;

  @ApiProperty({
    description: 'The program that the learner completed.',
    format: 'uuid',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid!: string;

  @ApiProperty({ description: 'The title on the certificate, as it is now.', example: 'Data Literacy' })
  program_title!: string;

  @ApiProperty({
    description: "The learner's program credential.",
    format: 'uuid',
    example: '5d1c2b6a-3c52-4b7e-9a53-0f2f3f2f9c11',
  })
  credential_uuid!: string;

  @ApiProperty({
    description:
      '`pending`: goes out, or is tried again at `next_attempt`. `waiting`: for what `last_error` says, without attempts. `sent`: the mail server took it. `failed`: given up; it can be retried. `cancelled`: not wanted, `last_error` says why; it can be retried once that reason has gone.',
    enum: COMPLETION_MAIL_STATES,
    example: 'cancelled',
  })
  state!: string;

  @ApiProperty({ description: 'How often it was tried.', type: 'integer', example: 1 })
  attempts!: number;

  @ApiProperty({
    description: 'Why the latest attempt failed, or the mail waits or was cancelled; without personal data.',
    type: String,
    nullable: true,
    example: SWITCHED_OFF,
  })
  last_error!: string | null;

  @ApiProperty({
    description: 'When the credential was awarded for the first time.',
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
    description: 'When it was sent, given up or cancelled.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-02T12:58:17.101010Z',
  })
  ended_at!: string | null;

  @ApiProperty({
    description: 'When it is tried, or looked at, next; null while it is being tried, and at the end.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  next_attempt!: string | null;
}

export class CompletionMailPage extends listEnvelope(CompletionMailAnswer, 'Latest first.') {}
