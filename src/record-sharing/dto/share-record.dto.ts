import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, TextField } from '../../platform/validation/index.js';

/** Names the learner whose record is shared, and says what else it shows. */
export class ShareRecordBody {
  @TextField({
    maxLength: 255,
    loose: true,
    description: 'Learner, in any letter case.',
    example: 'demo_ada',
  })
  username!: string;

  @BooleanField({
    loose: true,
    optional: true,
    description:
      'Whether the certificate of the program shows the grades of its courses, too, while the record is shared. Absent: as it was, at first false.',
    example: true,
  })
  show_grades?: boolean;
}

/** Names the learner whose record is no longer shared, in the body or in the query. */
export class EndSharingInput {
  @TextField({
    optional: true,
    maxLength: 255,
    loose: true,
    description: 'Learner, in any letter case; in the body or in the query.',
    example: 'demo_chen',
  })
  username?: string;
}

export class ShareRecordAnswer {
  @ApiProperty({
    description: 'For anyone who has it, until the sharing ends.',
    format: 'uri',
    example: 'https://credentials.example.org/records/programs/shared/c0ffee00c0ffee00c0ffee00c0ffee00/',
  })
  url!: string;

  @ApiProperty({
    description: 'Whether the certificate of the program shows the grades of its courses.',
    type: Boolean,
    // The existing service does not answer it.
    required: false,
    example: false,
  })
  show_grades?: boolean;
}
