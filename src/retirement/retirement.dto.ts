import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, RefusesUnknownKeys, TextField } from '../platform/validation/index.js';

/** How a learner is retired. */
@RefusesUnknownKeys()
export class RetireBody {
  @BooleanField({
    optional: true,
    description: 'True: count what would change, and change nothing.',
    example: true,
  })
  dry_run?: boolean;

  @TextField({
    optional: true,
    singleLine: true,
    maxLength: 255,
    description: 'The username to have from now on. Absent: `retired_` and 32 random hexadecimal digits.',
    example: 'retired_2026_0001',
  })
  as?: string;
}

/** What the retirement changed, or would change. */
export class RetirementAnswer {
  @ApiProperty({
    description: 'The username from now on; in a dry run without `as` an example.',
    example: 'retired_2026_0001',
  })
  username!: string;

  @ApiProperty({ description: 'Whether it was only counted.', example: true })
  dry_run!: boolean;

  @ApiProperty({
    description:
      'Number of rows that were changed or deleted, by table. All 0 when there was nothing left to do.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { users: 1, user_permission: 0, user_credential_attribute: 2, program_cert_record: 1 },
  })
  changed!: Record<string, number>;
}
