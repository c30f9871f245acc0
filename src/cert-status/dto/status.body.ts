import { IntegerField, TextField, TextListField, WholeRule } from '../../platform/validation/index.js';

/** Asks what a learner has earned in some courses and course runs. */
@WholeRule(problemOfQuestion)
export class StatusQuestion {
  @TextField({
    optional: true,
    nullable: true,
    blank: true,
    maxLength: 255,
    description: 'Learner, in any letter case. Either this or `lms_user_id`; null and empty mean absent.',
    example: 'alice',
  })
  username?: string | null;

  @IntegerField({
    optional: true,
    nullable: true,
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: "The learner's number in the LMS, also as digits in text. Either this or `username`.",
    example: 1003,
  })
  lms_user_id?: number | null;

  @TextListField({
    optional: true,
    nullable: true,
    description: 'UUIDs of courses; all runs of a course are meant. What is no UUID matches nothing.',
    example: ['0c000000-0000-4000-8000-000000000001'],
  })
  courses?: string[] | null;

  @TextListField({
    optional: true,
    nullable: true,
    description: 'Keys or UUIDs of course runs.',
    example: ['course-v1:ExampleX+MATH1+2026'],
  })
  course_runs?: string[] | null;
}

/** A message about the question as a whole; undefined for a good one. */
function problemOfQuestion(question: StatusQuestion): string | undefined {
  const { username, lms_user_id, courses, course_runs } = question;
  const byName = Boolean(username);
  const byNumber = typeof lms_user_id === 'number';
  if (byName === byNumber) {
    return 'Exactly one of username and lms_user_id is needed.';
  }
  if (!courses && !course_runs) {
    return 'At least one of courses and course_runs is needed.';
  }
  return undefined;
}
