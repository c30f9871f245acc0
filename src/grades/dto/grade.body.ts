import { BooleanField, DateTimeField, DecimalField, TextField } from '../../platform/validation/index.js';

const FIELDS = {
  username: {
    singleLine: true,
    // The limit of the existing service for grades. Elsewhere a username has up to 255 characters.
    maxLength: 150,
    loose: true,
    description: 'Learner, in any letter case. One that the service has never seen is created.',
    example: 'demo_ada',
  },
  course_run: {
    maxLength: 255,
    loose: true,
    description: "The course run's key, in any letter case; the run must be in the catalog.",
    example: 'course-v1:RiversideX+STAT1+2026',
  },
  letter_grade: {
    optional: true,
    nullable: true,
    blank: true,
    maxLength: 255,
    loose: true,
    description: 'Null means none. Absent: as it was, at first none.',
    example: 'A',
  },
  percent_grade: {
    maxDigits: 5,
    decimalPlaces: 4,
    min: 0,
    max: 9.9999,
    description:
      'From 0 to 9.9999 with at most four decimals; a number, or one in text. 1 is 100 %; weights of more than 100 % give more.',
    example: 0.925,
  },
  verified: {
    optional: true,
    loose: true,
    description: 'Whether the learner’s identity was verified. Absent: as it was, at first true.',
    example: true,
  },
  lms_last_updated_at: {
    optional: true,
    nullable: true,
    description:
      'When the LMS last changed the grade. Older than the stored one: nothing is changed, and the answer is what is stored. Absent: as it was.',
    example: '2026-05-06T07:08:09.123456Z',
  },
} as const;

/** A grade as the LMS reports it. */
export class GradeBody {
  @TextField(FIELDS.username)
  username!: string;

  @TextField(FIELDS.course_run)
  course_run!: string;

  @TextField(FIELDS.letter_grade)
  letter_grade?: string | null;

  @DecimalField(FIELDS.percent_grade)
  percent_grade!: string;

  @BooleanField(FIELDS.verified)
  verified?: boolean;

  @DateTimeField(FIELDS.lms_last_updated_at)
  lms_last_updated_at?: string | null;
}

/** A part of a grade. Absent fields stay. */
export class ChangeGradeBody {
  @TextField({ ...FIELDS.username, optional: true })
  username?: string;

  @TextField({ ...FIELDS.course_run, optional: true })
  course_run?: string;

  @TextField({ ...FIELDS.letter_grade, description: 'Null means none.' })
  letter_grade?: string | null;

  @DecimalField({ ...FIELDS.percent_grade, optional: true })
  percent_grade?: string;

  @BooleanField(FIELDS.verified)
  verified?: boolean;

  @DateTimeField(FIELDS.lms_last_updated_at)
  lms_last_updated_at?: string | null;
}
