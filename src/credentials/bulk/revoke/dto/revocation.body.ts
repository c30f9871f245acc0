import { ApiProperty } from '@nestjs/swagger';
import { ReasonField } from '../../../../platform/audit/index.js';
import {
  BooleanField,
  ChoiceField,
  DateTimeField,
  IntegerField,
  NameListField,
  ObjectField,
  RefusesUnknownKeys,
  TextField,
  UuidField,
  WholeSchema,
} from '../../../../platform/validation/index.js';
import { timeRange } from '../../../credential-filters.js';
import { CredentialAnswer } from '../../../dto/credential.answer.js';
import type { RevocationFilter } from '../awarded.sql.js';

/** Longest list of learners. */
const MOST_LEARNERS = 1000;

const text = (description: string, example: string) =>
  TextField({ optional: true, maxLength: 255, description, example });

const time = (description: string) =>
  DateTimeField({ optional: true, description, example: '2026-05-01T00:00:00Z' });

/** The awarded credentials to revoke: those that meet all conditions. At least one is needed. */
// The service has the rule, since the command line has it, too.
@WholeSchema({ minProperties: 1 })
@RefusesUnknownKeys()
export class RevocationFilterBody {
  @UuidField({
    optional: true,
    description: "The program's credential and the course credentials of its runs.",
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid?: string;

  @text('Key of a course run, in any letter case.', 'course-v1:RiversideX+STAT1+2026')
  course_run?: string;

  @NameListField({
    optional: true,
    description: `Learners, in any letter case; at most ${MOST_LEARNERS}.`,
    accepts: (name) => name !== '' && name.length <= 255,
    message: 'Enter different usernames.',
    item: { minLength: 1, maxLength: 255 },
    example: ['demo_ada'],
  })
  usernames?: string[];

  @text('Key of an organization, in any letter case: its programs and the runs of its courses.', 'RiversideX')
  organization?: string;

  @text('Mode of course credentials.', 'verified')
  mode?: string;

  @ChoiceField({
    optional: true,
    choices: ['program', 'course-run'],
    description: 'Kind of credential.',
    example: 'course-run',
  })
  type?: 'program' | 'course-run';

  @time('Issued then or later.')
  created_after?: string;

  @time('Issued before.')
  created_before?: string;

  @time('Changed last then or later.')
  modified_after?: string;

  @time('Changed last before.')
  modified_before?: string;

  @text(
    'All that one request has awarded: its `X-Request-Id`, which the audit log keeps. A run of a command prints its own.',
    'b3c5e0f2-1111-4222-8333-444455556666',
  )
  request_id?: string;
}

/** The credentials to revoke, and how. */
@RefusesUnknownKeys()
export class RevocationBody {
  @ObjectField({ description: 'The credentials to revoke.' }, () => RevocationFilterBody)
  filter!: RevocationFilterBody;

  @BooleanField({
    optional: true,
    description: 'True: say how many would be revoked, and change nothing. Default: false.',
    example: true,
  })
  dry_run?: boolean;

  @IntegerField({
    optional: true,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: 'The number that a dry run has told: with another one now, nothing is revoked (409).',
    example: 2,
  })
  expected?: number;

  @ReasonField('Issued by mistake.')
  reason?: string;
}

/** The result of a revocation by filter. */
export class RevocationAnswer {
  @ApiProperty({
    description: 'Number of credentials that were revoked; in a dry run, that would be.',
    type: 'integer',
    example: 500,
  })
  count!: number;

  @ApiProperty({ description: 'Whether nothing was changed.', example: true })
  dry_run!: boolean;

  @ApiProperty({
    description:
      'The first twenty of them, as they are now. Empty without `credentials.view_usercredential`.',
    type: [CredentialAnswer],
  })
  sample!: CredentialAnswer[];
}

/** The filter of a body. */
export function filterOf(body: RevocationFilterBody): RevocationFilter {
  return {
    programUuid: body.program_uuid,
    courseRun: body.course_run,
    usernames: body.usernames,
    organization: body.organization,
    mode: body.mode,
    programs: body.type === 'program',
    courses: body.type === 'course-run',
    created: timeRange(body.created_after, body.created_before),
    modified: timeRange(body.modified_after, body.modified_before),
    requestId: body.request_id,
  };
}
