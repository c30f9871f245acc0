import { ApiProperty } from '@nestjs/swagger';
import { NotVisibleAnswer } from '../../../credentials/index.js';

const Time = (description: string, example: string | null): PropertyDecorator =>
  ApiProperty({ description, type: String, format: 'date-time', nullable: true, example });

const VISIBLE = '2026-01-02T12:58:15.744188Z';

/** The program credential of the learner. */
export class ProgressCredentialAnswer {
  @ApiProperty({ description: 'Its uuid.', format: 'uuid', example: '5d1c2b6a-3c52-4b7e-9a53-0f2f3f2f9c11' })
  uuid!: string;

  @ApiProperty({
    description: '`revoked`: it is not valid.',
    enum: ['awarded', 'revoked'],
    example: 'awarded',
  })
  status!: string;

  @ApiProperty({ description: 'Whether it is awarded and can be seen by now.', example: true })
  visible!: boolean;

  @Time('From when on it can be seen; null while that is not known, and for a revoked one.', VISIBLE)
  visible_from!: string | null;

  @ApiProperty({
    description: 'Null while it is visible.',
    type: NotVisibleAnswer,
    nullable: true,
    example: null,
  })
  not_visible_because!: NotVisibleAnswer | null;
}

/** The learner's grade in a run. */
export class ProgressGradeAnswer {
  @ApiProperty({ description: 'From 0 to 9.9999.', type: Number, nullable: true, example: 0.925 })
  percent_grade!: number | null;

  @ApiProperty({ description: 'Empty where the course gives no letters.', example: 'A' })
  letter_grade!: string;

  @ApiProperty({ description: 'Whether it was earned in a verified mode.', example: true })
  verified!: boolean;
}

/** A run of a course, and whether it counts. */
export class ProgressRunAnswer {
  @ApiProperty({ description: 'Key of the run.', example: 'course-v1:RiversideX+STAT1+2026' })
  course_run_key!: string;

  @ApiProperty({ description: 'Whether it belongs to the program.', example: true })
  in_program!: boolean;

  @ApiProperty({ description: 'Whether the course counts by this run.', example: true })
  counts!: boolean;

  @ApiProperty({
    description:
      'Why it counts or not. `earliest`: of the credentials that count it is the earliest. `later_than_counting_run`: another run counts earlier. `not_of_program`: the program does not have this run. `credential_revoked`. `grade_without_credential`: the course has sent a grade and no certificate. `nothing_earned`.',
    enum: [
      'earliest',
      'later_than_counting_run',
      'not_of_program',
      'credential_revoked',
      'grade_without_credential',
      'nothing_earned',
    ],
    example: 'earliest',
  })
  reason!: string;

  @ApiProperty({
    description: 'The course credential.',
    type: String,
    format: 'uuid',
    nullable: true,
    example: '7c0d9e42-8f35-4d61-b2a7-1e6f5c4b3a29',
  })
  credential_uuid!: string | null;

  @ApiProperty({
    description: 'Null without a credential.',
    type: String,
    enum: ['awarded', 'revoked', null],
    nullable: true,
    example: 'awarded',
  })
  status!: string | null;

  @Time('From when on the credential can be seen; null without an awarded one.', VISIBLE)
  visible_from!: string | null;

  @ApiProperty({ description: 'Null without a grade.', type: ProgressGradeAnswer, nullable: true })
  grade!: ProgressGradeAnswer | null;
}

/** A course of the program. */
export class ProgressCourseAnswer {
  @ApiProperty({
    description: 'The course.',
    format: 'uuid',
    example: 'de0c0000-0000-4000-8000-000000000001',
  })
  course_uuid!: string;

  @ApiProperty({ description: 'Its key.', example: 'RiversideX+STAT1' })
  course_key!: string;

  @ApiProperty({ description: 'Its title.', example: 'Statistics for Everyone' })
  title!: string;

  @ApiProperty({
    description:
      'False: the course has left the program, and the credential that the learner has rests on it.',
    example: true,
  })
  in_program!: boolean;

  @ApiProperty({
    description:
      '`earned`: it counts. `not_visible`: it counts from `visible_from` on. `revoked`: its credential was revoked. `missing`: the learner has no credential that counts.',
    enum: ['earned', 'not_visible', 'revoked', 'missing'],
    example: 'earned',
  })
  state!: string;

  @ApiProperty({
    description:
      'Why, with more about what is missing. `earned_in_other_run`: in a run that the program does not have. `grade_without_credential`: the course has sent a grade and no certificate.',
    enum: [
      'credential_visible',
      'available_date',
      'credential_revoked',
      'earned_in_other_run',
      'grade_without_credential',
      'nothing_earned',
    ],
    example: 'credential_visible',
  })
  reason!: string;

  @Time('From when on it counts; null without an awarded credential in a run of the program.', VISIBLE)
  visible_from!: string | null;

  @ApiProperty({
    description: 'The run by which it counts, or will.',
    type: String,
    nullable: true,
    example: 'course-v1:RiversideX+STAT1+2026',
  })
  counting_run!: string | null;

  @ApiProperty({
    description: 'The runs of the program, and others in which the learner has a credential or grade.',
    type: [ProgressRunAnswer],
  })
  runs!: ProgressRunAnswer[];
}

/** How far a learner is in a program, and why. */
export class ProgressAnswer {
  @ApiProperty({ description: 'The learner.', example: 'demo_ada' })
  username!: string;

  @ApiProperty({
    description: 'The program.',
    format: 'uuid',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid!: string;

  @ApiProperty({ description: 'Its title.', example: 'Data Literacy' })
  program_title!: string;

  @ApiProperty({ description: "Whether the program's credential is awarded and visible.", example: true })
  completed!: boolean;

  @ApiProperty({
    description: 'The program credential; null while none was awarded. The LMS awards it.',
    type: ProgressCredentialAnswer,
    nullable: true,
  })
  credential!: ProgressCredentialAnswer | null;

  @ApiProperty({ description: 'In the order of the program.', type: [ProgressCourseAnswer] })
  courses!: ProgressCourseAnswer[];
}
