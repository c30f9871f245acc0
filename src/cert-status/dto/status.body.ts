import {
  ANY_TEXT,
  field,
  FILLED_TEXT,
  inBodies,
  Messages,
  TextField,
  TextListField,
  WholeRule,
} from '../../platform/validation/index.js';

// Generators of clients take no `enum` of several types: the other keywords say the same for each type.
const NO_NAME = { type: ['string', 'null'], maxLength: 0 };
const NO_NUMBER = { type: ['number', 'string', 'null'], minimum: 0, maximum: 0, maxLength: 0 };
const GIVEN = { type: ['number', 'string'], minLength: 1 };
const NUMBER = { ...GIVEN, not: { enum: [0] } };
const NAMED = { anyOf: [{ type: 'number' }, { type: 'string', pattern: FILLED_TEXT }] };

const ONE_LEARNER = [
  { required: ['username'], properties: { username: NAMED, lms_user_id: NO_NUMBER } },
  { required: ['lms_user_id'], properties: { username: NO_NAME, lms_user_id: NUMBER } },
];
// The text 0 is a number that nobody has.
const NO_TEXT = { type: 'string', maxLength: 0 };
const ONE_LEARNER_IN_FORMS = [
  { required: ['username'], properties: { username: NAMED, lms_user_id: NO_TEXT } },
  { required: ['lms_user_id'], properties: { username: NO_TEXT, lms_user_id: GIVEN } },
];
const SOME_LIST = { anyOf: [{ required: ['courses'] }, { required: ['course_runs'] }] };

class QuestionFields {
  @TextField({
    optional: true,
    nullable: true,
    blank: true,
    maxLength: 255,
    loose: true,
    description: 'Learner, in any letter case. Either this or `lms_user_id`; null and empty mean absent.',
    example: 'demo_ada',
  })
  username?: string | null;

  @field(
    {
      optional: true,
      nullable: true,
      description:
        "The learner's number in the LMS, also as digits in text. Either this or `username`; null, empty and 0 mean absent. A number that nobody has finds nobody.",
      example: 9000001,
    },
    { type: 'number', ...inBodies(true, { type: 'string', pattern: ANY_TEXT }) },
    {
      convert: (value) => (value === 0 || value === '' ? null : value),
      problem: (value) => (['number', 'string'].includes(typeof value) ? undefined : Messages.notInteger),
    },
  )
  lms_user_id?: number | string | null;

  @TextListField({
    optional: true,
    nullable: true,
    description:
      'UUIDs of courses; all runs of a course are meant. What is no UUID matches nothing, and what is no text is ignored.',
    example: ['de0c0000-0000-4000-8000-000000000001'],
  })
  courses?: string[] | null;

  @TextListField({
    optional: true,
    nullable: true,
    description: 'Keys, in any letter case, or UUIDs of course runs. What is no text is ignored.',
    example: ['course-v1:RiversideX+STAT1+2026'],
  })
  course_runs?: string[] | null;
}

/** Asks what a learner has earned in some courses and course runs. Without them it asks for nothing. */
@WholeRule(problemOfQuestion, { oneOf: ONE_LEARNER }, { oneOf: ONE_LEARNER_IN_FORMS })
export class StatusQuestion extends QuestionFields {}

/**
 * The same, asked alone. At least one of the lists is there, be it null or empty: the API documentation of the existing
 * service promises a 400 for a question that has neither. In a bulk such a question must not refuse the others.
 */
@WholeRule(
  problemOfSingleQuestion,
  { oneOf: ONE_LEARNER, ...SOME_LIST },
  { oneOf: ONE_LEARNER_IN_FORMS, ...SOME_LIST },
)
export class SingleStatusQuestion extends QuestionFields {}

/** A message about the question as a whole; undefined for a good one. */
function problemOfQuestion({ username, lms_user_id }: QuestionFields): string | undefined {
  const byName = Boolean(username);
  const byNumber = lms_user_id !== undefined && lms_user_id !== null;
  return byName === byNumber ? 'Exactly one of username and lms_user_id is needed.' : undefined;
}

function problemOfSingleQuestion(question: QuestionFields): string | undefined {
  const asks = question.courses !== undefined || question.course_runs !== undefined;
  return (
    problemOfQuestion(question) ?? (asks ? undefined : 'At least one of courses and course_runs is needed.')
  );
}
