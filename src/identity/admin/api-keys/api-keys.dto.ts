import { ApiProperty } from '@nestjs/swagger';
import { hasAtMost } from '../../../platform/text/index.js';
import { listEnvelope } from '../../../platform/lists/index.js';
import {
  ANY_TEXT,
  BooleanField,
  DateTimeField,
  NameListField,
  RefusesUnknownKeys,
  TextField,
  UpdatedAt,
  UuidListField,
  WholeSchema,
} from '../../../platform/validation/index.js';
import { USUAL_LIFE_DAYS } from '../../api-keys/index.js';
import { parsePermission, PERMISSION_NAMES } from '../../users/permissions.js';

const PROGRAM = 'de0e0000-0000-4000-8000-000000000001';
const ORGANIZATION = 'RiversideX';
const ANSWER_ONLY = ['id', 'state', 'created_by', 'created', 'updated_at', 'revoked_at', 'last_used_at'];

/** The message for a key without rights. */
export const NO_PERMISSION = 'Enter at least one permission.';

const FIELDS = {
  name: {
    description: 'Says to staff whose key it is.',
    maxLength: 255,
    singleLine: true,
    example: 'Riverside registrar',
  },
  permissions: {
    description: `The rights of the key, at least one of ${PERMISSION_NAMES.join(', ')}. Only those that the caller has.`,
    example: ['credentials.view_usercredential'],
    accepts: (name: string) => parsePermission(name) !== undefined,
    message: `Enter names of permissions, each once: ${PERMISSION_NAMES.join(', ')}.`,
    empty: NO_PERMISSION,
    item: { enum: PERMISSION_NAMES },
  },
  programs: {
    description: 'The scope: uuids of programs, with the runs that belong to them.',
    example: [PROGRAM],
    optional: true,
  },
  organizations: {
    description:
      'The scope: keys of organizations, with the programs that they author and the runs of their courses.',
    example: [ORGANIZATION],
    optional: true,
    accepts: (key: string) => hasAtMost(255, key) && key !== '',
    message: 'Enter different keys of organizations.',
    item: { minLength: 1, maxLength: 255, pattern: ANY_TEXT },
  },
  unlimited: {
    description: 'True: a key without a scope, for everything. Only a superuser may make or change one.',
    example: false,
    optional: true,
  },
  expires_at: {
    description: 'From then on the key is refused. It is in the future, and at most two years ahead.',
    optional: true,
  },
} as const;

/** A new API key. It needs a scope: programs, organizations or both. */
// The service has the rule, since a change is judged together with what the key has.
@WholeSchema({
  anyOf: [
    {
      required: ['unlimited'],
      properties: { unlimited: { enum: [true] }, programs: { maxItems: 0 }, organizations: { maxItems: 0 } },
    },
    {
      properties: { unlimited: { enum: [false] } },
      anyOf: ['programs', 'organizations'].map((list) => ({
        required: [list],
        properties: { [list]: { minItems: 1 } },
      })),
    },
  ],
})
@RefusesUnknownKeys()
export class ApiKeyBody {
  @TextField(FIELDS.name)
  name!: string;

  @NameListField(FIELDS.permissions)
  permissions!: string[];

  @UuidListField(FIELDS.programs)
  programs?: string[];

  @NameListField(FIELDS.organizations)
  organizations?: string[];

  @BooleanField(FIELDS.unlimited)
  unlimited?: boolean;

  /** Absent: `USUAL_LIFE_DAYS` from now. */
  @DateTimeField({
    ...FIELDS.expires_at,
    description: `${FIELDS.expires_at.description} Absent: ${USUAL_LIFE_DAYS} days from now.`,
  })
  expires_at?: string;
}

/** Changes of an API key. What is absent stays. */
@RefusesUnknownKeys(...ANSWER_ONLY)
export class ChangeApiKeyBody {
  @TextField({ ...FIELDS.name, optional: true })
  name?: string;

  @NameListField({ ...FIELDS.permissions, optional: true })
  permissions?: string[];

  @UuidListField(FIELDS.programs)
  programs?: string[];

  @NameListField(FIELDS.organizations)
  organizations?: string[];

  @BooleanField(FIELDS.unlimited)
  unlimited?: boolean;

  @DateTimeField(FIELDS.expires_at)
  expires_at?: string;
}

export const API_KEY_STATES = ['active', 'expired', 'revoked'] as const;
export type ApiKeyState = (typeof API_KEY_STATES)[number];

const time = (description: string, example: string | null, nullable = false) =>
  ApiProperty({ description, type: String, format: 'date-time', nullable, example });

export class ApiKeyAnswer {
  @ApiProperty({
    description: 'Names the key: the sixteen digits after `ck_`. No secret.',
    example: '5f0c1d2e3a4b5c6d',
  })
  id!: string;

  @ApiProperty({ description: FIELDS.name.description, example: FIELDS.name.example })
  name!: string;

  @ApiProperty({ description: 'Whether it counts now.', enum: API_KEY_STATES, example: 'active' })
  state!: ApiKeyState;

  @ApiProperty({
    description: 'The rights of the key.',
    type: [String],
    example: FIELDS.permissions.example,
  })
  permissions!: string[];

  @ApiProperty({ description: FIELDS.programs.description, type: [String], example: [PROGRAM] })
  programs!: string[];

  @ApiProperty({
    description: `${FIELDS.organizations.description} The uuid of one that the catalog has no more.`,
    type: [String],
    example: [ORGANIZATION],
  })
  organizations!: string[];

  @ApiProperty({ description: 'True: without a scope.', example: false })
  unlimited!: boolean;

  @time('From then on the key is refused.', '2027-02-25T12:00:00.000000Z')
  expires_at!: string;

  @time('When it was revoked; null: it was not.', null, true)
  revoked_at!: string | null;

  @time('When it was used last, to the minute; null: never.', '2026-11-27T09:30:00.123456Z', true)
  last_used_at!: string | null;

  @ApiProperty({
    description: 'Username of who made it; null: the command line.',
    type: String,
    nullable: true,
    example: 'demo_registrar',
  })
  created_by!: string | null;

  @time('When it was made.', '2026-11-27T09:00:00.123456Z')
  created!: string;

  @UpdatedAt()
  updated_at!: string;
}

export class NewApiKeyAnswer extends ApiKeyAnswer {
  @ApiProperty({
    description:
      'The key itself, for the header `Authorization: Bearer ck_…`. It is shown in this answer only.',
    example: `ck_5f0c1d2e3a4b5c6d${'0'.repeat(72)}`,
  })
  key!: string;
}

export class ApiKeyPage extends listEnvelope(ApiKeyAnswer) {}
