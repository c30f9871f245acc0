import { cursorEnvelope, listEnvelope } from '../../platform/lists/index.js';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { NOT_VISIBLE_REASONS } from '../visibility.js';
import { CREDENTIAL_STATUSES } from '../entities/user-credential.entity.js';

export const NO_SUCH_CREDENTIAL = 'No UserCredential matches the given query.';

/** A program's certificate. */
export class ProgramKeyAnswer {
  @ApiProperty({ description: 'Always this.', enum: ['program'] })
  type!: 'program';

  @ApiProperty({ description: 'Number of the program certificate.', type: 'integer', example: 1 })
  credential_id!: number;

  @ApiProperty({
    description: 'The program.',
    format: 'uuid',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid!: string;
}

/** A course run's certificate. */
export class CourseRunKeyAnswer {
  @ApiProperty({ description: 'Always this.', enum: ['course-run'] })
  type!: 'course-run';

  // Not required: answers that were recorded from the existing service lack it, and are to be read by this document.
  @ApiProperty({
    description: 'Number of the course certificate. The existing service leaves it out.',
    type: 'integer',
    required: false,
    example: 5,
  })
  credential_id!: number;

  @ApiProperty({ description: "The course run's key.", example: 'course-v1:RiversideX+STAT1+2026' })
  course_run_key!: string;

  @ApiProperty({ description: "The certificate's type.", example: 'verified' })
  mode!: string;
}

/** A named remark on a credential. */
export class AttributeAnswer {
  @ApiProperty({ description: 'Unique within the credential.', example: 'whitelist_reason' })
  name!: string;

  @ApiProperty({ description: 'The remark.', example: 'Exam passed on paper.' })
  value!: string;
}

/** The date shown in place of the real date of issue. */
export class DateOverrideAnswer {
  @ApiProperty({
    description: 'The date of issue to show.',
    format: 'date-time',
    example: '2026-05-01T00:00:00.000000Z',
  })
  date!: string;
}

/** A course for which a credential waits. */
export class AwaitedCourseAnswer {
  @ApiProperty({
    description: 'The course; null while the catalog does not know the run.',
    type: String,
    format: 'uuid',
    nullable: true,
    example: 'de0c0000-0000-4000-8000-000000000001',
  })
  course_uuid!: string | null;

  @ApiProperty({
    description: 'The run whose course certificate has the date.',
    example: 'course-v1:RiversideX+STAT1+2026',
  })
  course_run_key!: string;

  @ApiProperty({
    description: 'The available date.',
    format: 'date-time',
    example: '2030-01-02T00:00:00.000000Z',
  })
  visible_from!: string;
}

/** Why a credential is not visible. */
export class NotVisibleAnswer {
  @ApiProperty({
    description:
      '`revoked`: award it again, if that was a mistake. `no_course_counts`: the learner has no awarded credential in a run of the program. `available_date`: it is visible from `until` on, see `waits_for`.',
    enum: NOT_VISIBLE_REASONS,
    example: 'available_date',
  })
  reason!: string;

  @ApiProperty({
    description: 'From when on it is visible, as far as that is known.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2030-01-02T00:00:00.000000Z',
  })
  until!: string | null;

  @ApiProperty({
    description:
      'The courses with an available date that is still to come. Of a program whose credential once was visible they may be none.',
    type: [AwaitedCourseAnswer],
  })
  waits_for!: AwaitedCourseAnswer[];
}

/** A learner's credential, as version 2 answers it. Version 1 adds its id. */
@ApiExtraModels(ProgramKeyAnswer, CourseRunKeyAnswer)
export class CredentialAnswer {
  @ApiProperty({ description: 'Learner.', example: 'demo_ada' })
  username!: string;

  @ApiProperty({
    description: 'What was earned.',
    oneOf: [{ $ref: getSchemaPath(ProgramKeyAnswer) }, { $ref: getSchemaPath(CourseRunKeyAnswer) }],
    discriminator: {
      propertyName: 'type',
      mapping: {
        program: getSchemaPath(ProgramKeyAnswer),
        'course-run': getSchemaPath(CourseRunKeyAnswer),
      },
    },
  })
  credential!: ProgramKeyAnswer | CourseRunKeyAnswer;

  @ApiProperty({
    description: '`revoked`: it is not valid, or no longer.',
    enum: CREDENTIAL_STATUSES,
    example: 'awarded',
  })
  status!: string;

  @ApiProperty({
    description: 'Address of its PDF; null while it is revoked or not visible.',
    type: String,
    format: 'uri',
    nullable: true,
    example: 'https://credentials.example.org/credentials/5d1c2b6a3c524b7e9a530f2f3f2f9c11/certificate.pdf',
  })
  download_url!: string | null;

  @ApiProperty({
    description: 'In the address of the credential.',
    format: 'uuid',
    example: '5d1c2b6a-3c52-4b7e-9a53-0f2f3f2f9c11',
  })
  uuid!: string;

  @ApiProperty({ description: 'In the order of their names.', type: [AttributeAnswer] })
  attributes!: AttributeAnswer[];

  @ApiProperty({
    description: 'Null unless a course credential has one.',
    type: DateOverrideAnswer,
    nullable: true,
    example: null,
  })
  date_override!: DateOverrideAnswer | null;

  @ApiProperty({
    description: 'When it was issued.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  created!: string;

  @ApiProperty({
    description: 'When it was changed last.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  modified!: string;

  @ApiProperty({
    description: 'The certificate as a web page, for anyone.',
    format: 'uri',
    example: 'https://credentials.example.org/credentials/5d1c2b6a3c524b7e9a530f2f3f2f9c11/',
  })
  certificate_url!: string;

  @ApiPropertyOptional({
    description:
      'Whether the learner can see it by now, as long as it is awarded. For staff only; others have no such field.',
    example: true,
  })
  visible?: boolean;

  @ApiPropertyOptional({
    description: 'The time from which it is visible; null while it is not known. For staff only.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-02T12:58:15.744188Z',
  })
  visible_from?: string | null;

  @ApiPropertyOptional({
    description:
      'Why the learner cannot see it; null while they can. For staff only, where one credential is read.',
    type: NotVisibleAnswer,
    nullable: true,
    example: null,
  })
  not_visible_because?: NotVisibleAnswer | null;
}

export class CredentialV1Answer extends CredentialAnswer {
  @ApiProperty({ description: 'Number of the credential.', type: 'integer', example: 1 })
  id!: number;
}

export class CredentialPage extends listEnvelope(CredentialAnswer) {}

/** A page of a walk: with `cursor` or `order`. */
export class CredentialWalkPage extends cursorEnvelope(
  CredentialAnswer,
  'In the order of issue, or of changes.',
) {
  @ApiPropertyOptional({
    description:
      'With `order=modified` only: where to go on, even at the end. Keep it, and send it as `cursor` for what has changed since. Null where no credential can match.',
    type: String,
    nullable: true,
    example: 'MTIzNDU2LDQyLlh4WHhYeFh4',
  })
  cursor?: string | null;
}

export class CredentialV1Page extends listEnvelope(CredentialV1Answer) {}
