import { ApiProperty } from '@nestjs/swagger';
import { cursorEnvelope } from '../../platform/lists/index.js';

/** Who did something. */
export class AuditActorAnswer {
  @ApiProperty({
    description:
      '`user`: the bearer of a token. `api-key`: a script with a key. `sign-in`: a token whose user was found or made by it. `command`: the command line. `job`: a delivery or a schedule of the service. `anonymous`: nobody signed in. `unknown`: SQL by hand, or a release before.',
    example: 'user',
  })
  kind!: string;

  @ApiProperty({
    description: 'The user, by the name of today. Null for others, and for callers who are not staff.',
    type: String,
    nullable: true,
    example: 'demo_registrar',
  })
  username!: string | null;

  @ApiProperty({
    description:
      'The client of the token, the name of the key, the command with the account that ran it, the job, or the role in the database. Null where there is none, and for callers who are not staff.',
    type: String,
    nullable: true,
    example: null,
  })
  name!: string | null;
}

/** One change, or one act that changes nothing. */
export class AuditEntryAnswer {
  @ApiProperty({ description: 'Grows with each row.', type: 'integer', example: 42 })
  id!: number;

  @ApiProperty({
    description: 'When it was written.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  at!: string;

  @ApiProperty({
    description:
      'Of credentials `awarded`, `revoked`, `restored` (awarded again); of users also `renamed`, `deactivated`, `reactivated`, `retired`; else `created`, `changed`, `deleted`, or the name of an act.',
    example: 'revoked',
  })
  action!: string;

  @ApiProperty({ description: 'The kind of thing that was changed.', example: 'credential' })
  subject!: string;

  @ApiProperty({
    description: 'The thing: its uuid where it has one, else its number.',
    type: String,
    nullable: true,
    example: '7c0d9e42-8f35-4d61-b2a7-1e6f5c4b3a29',
  })
  subject_id!: string | null;

  @ApiProperty({
    description: 'The learner whom it is about, by the name of today.',
    type: String,
    nullable: true,
    example: 'demo_ben',
  })
  username!: string | null;

  @ApiProperty({ description: 'Who did it.', type: AuditActorAnswer })
  actor!: AuditActorAnswer;

  @ApiProperty({
    description: 'The request, as in the log of the service. Null for callers who are not staff.',
    type: String,
    nullable: true,
    example: '0e6f1a52-6a3c-4a49-8f0e-0b9a5a6c1f11',
  })
  request_id!: string | null;

  @ApiProperty({
    description: 'Why, as whoever did it said. Null for callers who are not staff.',
    type: String,
    nullable: true,
    example: 'Issued by mistake.',
  })
  reason!: string | null;

  @ApiProperty({
    description:
      'By column, the value before and the value after; null on the side that had none. An attribute stands as `attributes.NAME`. Values that told of a learner go when the learner is retired.',
    type: 'object',
    additionalProperties: { type: 'array', minItems: 2, maxItems: 2, items: {} },
    example: { status: ['awarded', 'revoked'] },
  })
  changes!: Record<string, [unknown, unknown]>;
}

/** A page of the audit log. */
export class AuditPage extends cursorEnvelope(AuditEntryAnswer, 'Latest first.') {}

/** A page of the history of a credential. */
export class CredentialHistoryPage extends cursorEnvelope(AuditEntryAnswer, 'Oldest first.') {}
