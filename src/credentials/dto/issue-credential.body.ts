import { isUuid } from '../../platform/text/index.js';
import {
  ChoiceField,
  DateTimeField,
  FILLED_TEXT,
  IntegerField,
  ObjectField,
  ObjectListField,
  SchemaVariants,
  TextField,
} from '../../platform/validation/index.js';
import { CREDENTIAL_STATUSES, type CredentialStatus } from '../entities/user-credential.entity.js';
import { CredentialReasonField } from './reason.js';

/**
 * A message about the key as a whole, as in the existing service, even when only the UUID is wrong; undefined for a
 * good key. The rules of the fields refuse other wrong values.
 */
function certificateKeyProblem(key: unknown): string | undefined {
  const { program_uuid, course_run_key } = key as Readonly<Record<string, unknown>>;
  if (!program_uuid) return course_run_key ? undefined : 'Credential identifier is missing.';
  return typeof program_uuid !== 'string' || isUuid(program_uuid)
    ? undefined
    : `“${program_uuid}” is not a valid UUID.`;
}

/** The certificate to issue: `program_uuid`, or else `course_run_key` with `mode`. */
@SchemaVariants({
  ProgramKeyBody: {
    description: "A program's certificate. A `course_run_key` beside it is not read.",
    required: ['program_uuid'],
    properties: {
      program_uuid: { type: 'string', format: 'uuid', example: 'de0e0000-0000-4000-8000-000000000001' },
    },
  },
  CourseRunKeyBody: {
    description: "A course run's certificate.",
    required: ['course_run_key'],
    properties: {
      program_uuid: { type: ['string', 'null'], maxLength: 0, description: 'Absent, null or empty.' },
      course_run_key: {
        anyOf: [{ type: 'string', maxLength: 255, pattern: FILLED_TEXT }, { type: 'number' }],
        example: 'course-v1:RiversideX+STAT1+2026',
      },
    },
  },
})
export class CertificateKeyBody {
  @TextField({
    optional: true,
    nullable: true,
    blank: true,
    maxLength: 255,
    loose: true,
    description:
      'UUID of the program whose certificate is issued; it needs an active program certificate. Null and empty mean absent.',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid?: string | null;

  @TextField({
    optional: true,
    nullable: true,
    blank: true,
    maxLength: 255,
    loose: true,
    description:
      'Course run whose certificate is issued, its key in any letter case; it must be in the catalog. Read when there is no `program_uuid`.',
    example: 'course-v1:RiversideX+STAT1+2026',
  })
  course_run_key?: string | null;

  @TextField({
    optional: true,
    nullable: true,
    blank: true,
    maxLength: 64,
    loose: true,
    description:
      "The learner's mode in the course run. Becomes the type of the course certificate when there is none yet; an existing one serves any mode.",
    example: 'verified',
  })
  mode?: string | null;
}

/** A named remark on a credential. */
export class AttributeBody {
  @TextField({
    maxLength: 255,
    loose: true,
    singleLine: true,
    description: 'Unique within the credential.',
    example: 'whitelist_reason',
  })
  name!: string;

  @TextField({
    maxLength: 255,
    loose: true,
    description: 'Replaces an earlier value of that name.',
    example: 'Exam passed on paper.',
  })
  value!: string;
}

/** The date shown in place of the real date of issue. */
export class DateOverrideBody {
  @DateTimeField({
    description: 'ISO 8601 time; UTC when it has no offset.',
    example: '2026-05-01T00:00:00Z',
  })
  date!: string;
}

/** Issues a credential, or changes the learner's existing one for this certificate. */
export class IssueCredentialBody {
  @TextField({
    maxLength: 255,
    loose: true,
    singleLine: true,
    description: 'Learner, in any letter case. One that the service has never seen is created.',
    example: 'demo_ada',
  })
  username!: string;

  @ObjectField(
    { description: 'The certificate that was earned.', problem: certificateKeyProblem },
    () => CertificateKeyBody,
  )
  credential!: CertificateKeyBody;

  @ChoiceField({
    optional: true,
    choices: CREDENTIAL_STATUSES,
    description: 'Default: `awarded`.',
    example: 'awarded',
  })
  status?: CredentialStatus;

  @ObjectListField(
    {
      optional: true,
      // Our own limit: each attribute is a row to write. The existing service has none.
      maxItems: 100,
      description:
        'Remarks to set by name; others stay. A program credential takes `whitelist_reason` and the names in PROGRAM_CREDENTIAL_ATTRIBUTES only.',
    },
    () => AttributeBody,
  )
  attributes?: AttributeBody[];

  @ObjectField(
    {
      optional: true,
      nullable: true,
      description: 'Kept for course credentials; null or absence removes an earlier one. Programs have none.',
    },
    () => DateOverrideBody,
  )
  date_override?: DateOverrideBody | null;

  @IntegerField({
    optional: true,
    nullable: true,
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    loose: true,
    description: "The learner's number in the LMS, kept with the learner.",
    example: 9000001,
  })
  lms_user_id?: number | null;

  @CredentialReasonField()
  reason?: string | null;
}
