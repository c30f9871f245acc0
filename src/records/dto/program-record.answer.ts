import { ApiProperty } from '@nestjs/swagger';

/** A program in which the learner has earned something. */
export class EnrolledProgramAnswer {
  @ApiProperty({ description: 'Title of the program.', example: 'Data Literacy' })
  name!: string;

  @ApiProperty({
    description: "The program's uuid without dashes.",
    example: 'de0e0000000040008000000000000001',
  })
  uuid!: string;

  @ApiProperty({ description: 'Authoring organizations.', example: 'Riverside University' })
  partner!: string;

  @ApiProperty({ description: "Whether the program's credential is awarded and visible.", example: true })
  completed!: boolean;

  @ApiProperty({
    description: 'Always false, even where no earned course has a verified grade.',
    example: false,
  })
  empty!: boolean;
}

/** The learner's programs, in order of name. */
export class ProgramRecordsAnswer {
  @ApiProperty({ description: 'In the order of their names.', type: [EnrolledProgramAnswer] })
  enrolled_programs!: EnrolledProgramAnswer[];
}

export class RecordLearnerAnswer {
  @ApiProperty({ description: 'May be empty.', example: 'Alice Example' })
  full_name!: string;

  @ApiProperty({ description: 'As the service stores it.', example: 'demo_ada' })
  username!: string;

  @ApiProperty({ description: 'May be empty.', example: 'demo_dora@example.org' })
  email!: string;
}

export class RecordProgramAnswer {
  @ApiProperty({ description: 'Title of the program.', example: 'Data Literacy' })
  name!: string;

  @ApiProperty({ description: 'Kind of program, for machines.', example: 'micromasters' })
  type!: string;

  @ApiProperty({ description: 'Kind of program, in words.', example: 'MicroMasters' })
  type_name!: string;

  @ApiProperty({ description: "Whether the program's credential is awarded and visible.", example: false })
  completed!: boolean;

  @ApiProperty({ description: 'Whether no course was earned with a grade yet.', example: false })
  empty!: boolean;

  @ApiProperty({
    description: 'The latest date of its credentials and grades; without any, now.',
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  })
  last_updated!: string;

  @ApiProperty({ description: 'Authoring organizations.', example: 'Riverside University' })
  school!: string;
}

/** One course of the program. Everything from `attempts` on is empty text until it is earned. */
export class RecordGradeAnswer {
  @ApiProperty({ description: 'Title of the course.', example: 'Statistics for Everyone' })
  name!: string;

  @ApiProperty({ description: 'Owners of the course.', example: 'Riverside University' })
  school!: string;

  @ApiProperty({
    description: 'Verified grades in runs that the learner has a credential in; empty without a grade.',
    oneOf: [{ type: 'integer' }, { type: 'string', enum: [''] }],
    example: 1,
  })
  attempts!: number | '';

  @ApiProperty({ description: 'The run it was earned in.', example: 'course-v1:RiversideX+STAT1+2026' })
  course_id!: string;

  @ApiProperty({
    description: 'Date override of the credential, else when it became visible; or empty.',
    example: '2026-01-02T12:58:15.744188Z',
  })
  issue_date!: string;

  @ApiProperty({
    description: 'From 0 to 9.9999, of the best verified grade; or empty.',
    oneOf: [{ type: 'number' }, { type: 'string', enum: [''] }],
    example: 0.925,
  })
  percent_grade!: number | '';

  @ApiProperty({ description: '`N/A` where the course gives no letters; or empty.', example: 'A' })
  letter_grade!: string;
}

/** An institution that recognises the program. */
export class RecordPathwayAnswer {
  @ApiProperty({ description: 'Name of the pathway.', example: "Example University Master's" })
  name!: string;

  @ApiProperty({ description: 'What `send` takes as `pathway_id`.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({
    description: '`sent` once the learner has sent this record there.',
    enum: ['', 'sent'],
    example: '',
  })
  status!: string;

  @ApiProperty({ description: 'Whether it has a mail address.', example: true })
  is_active!: boolean;

  @ApiProperty({
    description: 'Records are sent to `credit` only.',
    enum: ['credit', 'industry'],
    example: 'credit',
  })
  pathway_type!: string;
}

/** A learner's record of one program. */
export class RecordAnswer {
  @ApiProperty({ description: 'Whose record it is.', type: RecordLearnerAnswer })
  learner!: RecordLearnerAnswer;

  @ApiProperty({ description: 'What it is of.', type: RecordProgramAnswer })
  program!: RecordProgramAnswer;

  @ApiProperty({ description: 'What the platform calls itself.', example: 'Example Platform' })
  platform_name!: string;

  @ApiProperty({ description: 'In the order of the program.', type: [RecordGradeAnswer] })
  grades!: RecordGradeAnswer[];

  @ApiProperty({ description: 'Institutions that recognise the program.', type: [RecordPathwayAnswer] })
  pathways!: RecordPathwayAnswer[];

  @ApiProperty({
    description: 'The public link of the record; null unless it is shared.',
    type: String,
    nullable: true,
    example: 'c0ffee00c0ffee00c0ffee00c0ffee00',
  })
  shared_program_record_uuid!: string | null;
}

/** A record, and how the address named it. */
export class ProgramRecordAnswer {
  @ApiProperty({ description: 'The record itself.', type: RecordAnswer })
  record!: RecordAnswer;

  @ApiProperty({ description: 'Whether it was read through its public link.', example: false })
  is_public!: boolean;

  @ApiProperty({
    description: "The program's uuid, or the public link's, as the address has it.",
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  uuid!: string;

  @ApiProperty({
    description: 'Where learners find help; may be empty.',
    example: 'https://help.example.org/records',
  })
  records_help_url!: string;

  @ApiProperty({
    description:
      'Whether the learner shows the grades on the certificate of the program, too. Absent when it was read through its public link.',
    type: Boolean,
    required: false,
    example: false,
  })
  show_grades?: boolean;
}
