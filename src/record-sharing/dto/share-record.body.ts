import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../../platform/validation/index.js';

/** Whose record is shared. */
export class ShareRecordBody {
  @TextField({ maxLength: 255, description: 'Learner, in any letter case.', example: 'alice' })
  username!: string;
}

/** Whose record is no longer shared, in the body or in the query. */
export class EndSharingInput {
  @TextField({
    optional: true,
    maxLength: 255,
    description: 'Learner, in any letter case; in the body or in the query.',
    example: 'alice',
  })
  username?: string;
}

/** The public link. */
export class ShareRecordAnswer {
  @ApiProperty({
    description: 'For anyone who has it, until the sharing ends.',
    format: 'uri',
    example: 'https://credentials.example.org/records/programs/shared/c0ffee00c0ffee00c0ffee00c0ffee00/',
  })
  url!: string;
}
