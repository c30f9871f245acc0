import { ApiSchema, ApiProperty } from '@nestjs/swagger';

/** Both names of a course run. */
export class CourseRunName {
  @ApiProperty({
    description: 'As the catalog knows it.',
    format: 'uuid',
    example: 'de0d0000-0000-4000-8000-000000000001',
  })
  uuid!: string;

  @ApiProperty({ description: 'As the LMS knows it.', example: 'course-v1:RiversideX+STAT1+2026' })
  key!: string;
}

/** The learner's result in the course run. */
export class EarnedGrade {
  @ApiProperty({ description: 'Empty when there is none.', example: 'Pass' })
  letter_grade!: string;

  @ApiProperty({ description: 'From 0 to 9.9999.', example: 0.925 })
  percent_grade!: number;

  @ApiProperty({ description: 'Whether the learner’s identity was verified.', example: true })
  verified!: boolean;
}

/** A course credential that the learner has and may see. */
@ApiSchema({ name: 'EarnedCertificate' })
export class EarnedCredentialAnswer {
  @ApiProperty({
    description: 'The course of the run.',
    format: 'uuid',
    example: 'de0c0000-0000-4000-8000-000000000001',
  })
  course_uuid!: string;

  @ApiProperty({ description: 'The run it was earned in.' })
  course_run!: CourseRunName;

  @ApiProperty({ description: 'Always this: nothing else is listed.', enum: ['awarded'] })
  status!: 'awarded';

  @ApiProperty({ description: "The certificate's type.", example: 'verified' })
  type!: string;

  @ApiProperty({
    description: 'From when on the certificate is visible; null: since its award.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  certificate_available_date!: string | null;

  @ApiProperty({ description: 'Null while the LMS has reported none.', type: EarnedGrade, nullable: true })
  grade!: EarnedGrade | null;
}

/** The certificates that the learner has earned, of those that the question names. */
export class StatusAnswer {
  @ApiProperty({
    description:
      'As asked, also where it was text; else as the service stores it, or null when it knows no number.',
    oneOf: [{ type: 'number' }, { type: 'string' }],
    nullable: true,
    example: 9000001,
  })
  lms_user_id!: number | string | null;

  @ApiProperty({
    description: 'As asked; else as the service stores it, or null when it does not know the learner.',
    type: String,
    nullable: true,
    example: 'demo_ada',
  })
  username!: string | null;

  @ApiProperty({ description: 'Oldest award first, each once.', type: [EarnedCredentialAnswer] })
  status!: EarnedCredentialAnswer[];
}
