import { ApiProperty } from '@nestjs/swagger';
import { hasAtMost } from '../../platform/text/index.js';
import { PERMISSION_NAMES } from '../users/permissions.js';
import { ReasonField } from '../../platform/audit/index.js';
import {
  ANY_TEXT,
  BooleanField,
  NameListField,
  QueryField,
  TextField,
  TRIMMED_TEXT,
  RefusesUnknownKeys,
  UpdatedAt,
} from '../../platform/validation/index.js';
import { listEnvelope, ListQuery } from '../../platform/lists/index.js';

export class ListUsersQuery extends ListQuery {
  @QueryField(
    {
      description: 'A part of the username, of any name or of the mail address, in any letter case.',
      example: 'demo_ada',
    },
    TRIMMED_TEXT,
  )
  search?: string;

  @QueryField({ description: 'The whole username, in any letter case.', example: 'demo_ada' }, TRIMMED_TEXT)
  username?: string;
}

/** All rights of a user. `is_active`, `is_staff` and `is_superuser` keep their value when they are absent. */
@RefusesUnknownKeys(
  ...['id', 'username', 'email', 'full_name', 'lms_user_id', 'updated_at'],
  ...[
    'certificate_name',
    'verified_name',
    'lms_name',
    'lms_answered_at',
    'printed_name',
    'printed_name_source',
    'merged_into',
  ],
)
export class UserRightsBody {
  @NameListField({
    description: `All the rights that the user has of their own: ${PERMISSION_NAMES.join(', ')}.`,
    example: ['credentials.view_usercredential'],
    accepts: (name) => hasAtMost(255, name),
    message: `Enter names of permissions, each once: ${PERMISSION_NAMES.join(', ')}.`,
    item: { enum: PERMISSION_NAMES },
  })
  permissions!: string[];

  @NameListField({
    description:
      'All the groups of the user, by name. The rights of Admins count only with a token that says `administrator`.',
    example: [],
    accepts: (name) => hasAtMost(255, name),
    message: 'Enter names of groups, each once.',
    item: { maxLength: 255, pattern: ANY_TEXT },
  })
  groups!: string[];

  @BooleanField({
    optional: true,
    description:
      'False: the user is deactivated, and refused from now on, whatever their token says. True: no longer. Absent: as before.',
    example: true,
  })
  is_active?: boolean;

  @BooleanField({
    optional: true,
    description:
      'As in an answer that is sent back. False beside `is_active: false`: a user who is inactive already is not deactivated. It changes nothing else.',
    example: false,
  })
  is_deactivated?: boolean;

  @BooleanField({
    optional: true,
    description:
      'Only a superuser may change it. A token of the user that is issued later, with the claim `administrator`, sets it again.',
    example: false,
  })
  is_staff?: boolean;

  @BooleanField({
    optional: true,
    description: 'Only a superuser may change it.',
    example: false,
  })
  is_superuser?: boolean;
}

/** The name that staff set for a learner. */
@RefusesUnknownKeys()
export class CertificateNameBody {
  @TextField({
    description:
      'The name that certificates, records and mails print, instead of those of the LMS and of the token. Null or blank: none.',
    nullable: true,
    blank: true,
    singleLine: true,
    maxLength: 255,
    example: 'Alice M. Example',
  })
  certificate_name!: string | null;

  @ReasonField('Misspelt, as the passport shows.')
  reason?: string;
}

/** The names that there can be for a user, the strongest first. */
export const NAME_SOURCES = ['staff', 'verified', 'lms', 'token', 'username'] as const;

export class UserAnswer {
  @ApiProperty({ description: 'Number of the user.', type: 'integer', example: 7 })
  id!: number;

  @ApiProperty({ description: 'As the service stores it.', example: 'demo_ada' })
  username!: string;

  @ApiProperty({ description: 'As the latest token said; may be empty.', example: 'ada@example.org' })
  email!: string;

  @ApiProperty({ description: 'As the latest token said; may be empty.', example: 'Ada Brook' })
  full_name!: string;

  @ApiProperty({ description: 'As staff set it; may be empty.', example: '' })
  certificate_name!: string;

  @ApiProperty({
    description: 'The verified name, while the LMS says that certificates bear it; else empty.',
    example: '',
  })
  verified_name!: string;

  @ApiProperty({ description: 'As the LMS last answered; may be empty.', example: 'Alice Example' })
  lms_name!: string;

  @ApiProperty({
    description: 'When the LMS last answered the question for these names; null: never.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  lms_answered_at!: string | null;

  @ApiProperty({
    description: 'The name that certificates, records and mails print.',
    example: 'Alice Example',
  })
  printed_name!: string;

  @ApiProperty({ description: 'Where that name comes from.', enum: NAME_SOURCES, example: 'lms' })
  printed_name_source!: (typeof NAME_SOURCES)[number];

  @ApiProperty({
    description: "The learner's number in the LMS, where it is known.",
    type: 'integer',
    nullable: true,
    example: 9000001,
  })
  lms_user_id!: number | null;

  @ApiProperty({
    description:
      'An inactive user has no permissions. Their tokens count, unless the user was deactivated here or the setting `INACTIVE_USERS` is `refuse`.',
    example: true,
  })
  is_active!: boolean;

  @ApiProperty({
    description: 'Whether staff deactivated the user here: all tokens are refused.',
    example: false,
  })
  is_deactivated!: boolean;

  @ApiProperty({
    description: 'The username of the account into which this one was merged; null: it was not merged.',
    type: String,
    nullable: true,
    example: null,
  })
  merged_into!: string | null;

  @ApiProperty({ description: 'Staff may use the administration.', example: false })
  is_staff!: boolean;

  @ApiProperty({ description: 'A superuser has all rights.', example: false })
  is_superuser!: boolean;

  @ApiProperty({ description: 'Of their own.', type: [String], example: ['credentials.view_usercredential'] })
  permissions!: string[];

  @ApiProperty({ description: 'By name; a group has rights too.', type: [String], example: ['Admins'] })
  groups!: string[];

  @UpdatedAt()
  updated_at!: string;
}

export class UserPage extends listEnvelope(UserAnswer) {}
