import { ApiProperty } from '@nestjs/swagger';
import { ReasonField } from '../platform/audit/index.js';
import { BooleanField, RefusesUnknownKeys, TextField } from '../platform/validation/index.js';

/** Which account takes over what another one has. */
@RefusesUnknownKeys()
export class MergeBody {
  @TextField({
    singleLine: true,
    maxLength: 255,
    description: 'The username of the account that stays, in any letter case.',
    example: 'demo_ada',
  })
  into!: string;

  @BooleanField({
    optional: true,
    description: 'True: say what would move and which conflicts there are, and change nothing.',
    example: true,
  })
  dry_run?: boolean;

  @ReasonField('One person, two sign-ups')
  reason?: string;
}

export const CONFLICT_KINDS = ['credential', 'grade', 'shared_record', 'lms_user_id'] as const;

/** Something that both accounts have, of which there can be one only. */
export class MergeConflict {
  @ApiProperty({ description: 'What both have.', enum: CONFLICT_KINDS, example: 'credential' })
  kind!: (typeof CONFLICT_KINDS)[number];

  @ApiProperty({
    description:
      'Key of the course run or uuid of the program that it is about; empty for a number in the LMS.',
    example: 'course-v1:RiversideX+STAT1+2026',
  })
  subject!: string;

  @ApiProperty({
    description: 'The one that stays: uuid and status of a credential, a grade, uuid of a link, a number.',
    example: '3d5f4a0e-6a53-4c0b-9a63-0f3c3a4f7d10 awarded',
  })
  kept!: string;

  @ApiProperty({
    description: 'The other one.',
    example: '9b8e2c64-5f0a-4a86-8a35-6f7be2b7c0aa revoked',
  })
  other!: string;

  @ApiProperty({
    description: 'How it is settled, in words.',
    example: 'The awarded credential stays. The address of the other one leads to it.',
  })
  rule!: string;
}

/** The rows that the merge moved and the conflicts that it settled, or would. */
export class MergeAnswer {
  @ApiProperty({ description: 'The account that is merged and deactivated.', example: 'demo_ben' })
  username!: string;

  @ApiProperty({ description: 'The account that stays.', example: 'demo_ada' })
  into!: string;

  @ApiProperty({ description: 'Whether nothing was changed.', example: true })
  dry_run!: boolean;

  @ApiProperty({ description: 'Whether the accounts were merged before this request.', example: false })
  merged_before!: boolean;

  @ApiProperty({
    description:
      'Number of rows that were moved, written or deleted, by table. All 0 when there was nothing to do.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { users: 1, user_credential: 2, user_grade: 1, program_cert_record: 0 },
  })
  changed!: Record<string, number>;

  @ApiProperty({ description: 'What both accounts have.', type: [MergeConflict] })
  conflicts!: MergeConflict[];
}
