import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StatusQuestion } from '../../src/cert-status/dto/status.question.js';
import { ChangeCredentialBody } from '../../src/credentials/dto/change-credential.body.js';
import { IssueCredentialBody } from '../../src/credentials/dto/issue-credential.body.js';
import { ListCredentialsQuery } from '../../src/credentials/dto/list-credentials.query.js';
import { SendRecordBody } from '../../src/credit-pathways/dto/send-record.body.js';
import { ChangeGradeBody, GradeBody } from '../../src/grades/dto/grade.body.js';
import { ValidationError } from '../../src/platform/errors/index.js';
import { InputListPipe, InputPipe } from '../../src/platform/validation/index.js';

type Outcome = { readonly value: unknown } | { readonly errors: unknown };

const inputPipe = new InputPipe();
const GRADE = ['username', 'course_run', 'letter_grade', 'percent_grade', 'verified', 'lms_last_updated_at'];
const FIELDS: readonly [new () => object, readonly string[]][] = [
  [StatusQuestion, ['username', 'lms_user_id', 'courses', 'course_runs']],
  [GradeBody, GRADE],
  [ChangeGradeBody, GRADE],
  [IssueCredentialBody, ['username', 'credential', 'status', 'attributes', 'date_override', 'lms_user_id']],
  [ChangeCredentialBody, ['status']],
  [ListCredentialsQuery, ['username', 'status', 'program_uuid', 'page', 'type', 'only_visible']],
  [SendRecordBody, ['username', 'pathway_id']],
];

/** Values near the border between right and wrong for some field, and some that are wrong everywhere. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 'True', 'false', '', ' ', 'x'.repeat(255), 'x'.repeat(256)),
  fc.constantFrom<unknown>(0, 1, -1, 0.5, 0.92501, 1e-7, 2 ** 53, '0.9250', '1.0', '1.00001', '-0', '1e400'),
  fc.constantFrom<unknown>(
    '17',
    ' 17 ',
    '2024-05-06T07:08:09Z',
    '2024-02-30T00:00:00Z',
    '2024-05-06',
    [],
    {},
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.integer(),
  fc.double(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant({ a: [1] })), { maxLength: 3 }),
);

const goodValue = fc.constantFrom<unknown>('awarded', 'alice', { course_run_key: 'course-v1:X+Y+Z' }, '1', 5);

/** What stands in nested objects, some of it good. */
const anyNested = fc.dictionary(
  fc.constantFrom('program_uuid', 'course_run_key', 'mode', 'name', 'value', 'date', 'other'),
  fc.oneof(
    fc.constantFrom<unknown>('0e000000-0000-4000-8000-000000000001', 'course-v1:X+Y+Z', 'honor', ''),
    fc.constantFrom<unknown>('2024-05-06T07:08:09Z', null, 7, [], {}, 'x'.repeat(256)),
  ),
  { noNullPrototype: true },
);

/** Objects with some of the fields and some others; also what is no object at all. */
function anyBody(names: readonly string[]): fc.Arbitrary<unknown> {
  const others = fc.constantFrom('other', '__proto__', 'constructor', 'toString');
  const entries = fc.array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...names) }, others),
      fc.oneof(anyValue, goodValue, anyNested, fc.array(anyNested, { maxLength: 3 })),
    ),
  );
  // Through JSON, as bodies come.
  const objects = entries.map((pairs) => jsonObject(pairs));
  return fc.oneof({ weight: 20, arbitrary: objects }, anyValue);
}

function jsonObject(pairs: readonly (readonly [string, unknown])[]): unknown {
  const text = pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  return JSON.parse(`{${text}}`);
}

/** The instance, or the messages. Any other error fails the test: no input may be a 500. */
function outcome(work: () => unknown): Outcome {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { errors: error.fields };
  }
}

const read = (type: new () => object, body: unknown) =>
  outcome(() => inputPipe.transform(body, { type: 'body', metatype: type }));

describe.each(FIELDS)('any body that is read as %p', (type, names) => {
  it('becomes an instance with its fields only, or messages about them', () => {
    fc.assert(
      fc.property(anyBody(names), (body) => {
        const result = read(type, body);
        if ('value' in result) expect(result.value).toBeInstanceOf(type);
        const fields = Object.keys('value' in result ? (result.value as object) : (result.errors as object));
        expect([...names, 'non_field_errors']).toEqual(expect.arrayContaining(fields));
      }),
      { numRuns: 1000 },
    );
  });

  it('is read from what it became to the same', () => {
    fc.assert(
      fc.property(anyBody(names), (body) => {
        const result = read(type, body);
        if ('value' in result) expect(read(type, structuredClone(result.value))).toStrictEqual(result);
      }),
      { numRuns: 1000 },
    );
  });

  it('is read in a list as alone', () => {
    const pipe = new InputListPipe(type, 3);
    fc.assert(
      fc.property(fc.array(anyBody(names), { minLength: 1, maxLength: 3 }), (bodies) => {
        const alone = bodies.map((body) => read(type, body));
        const wrong = alone.some((result) => 'errors' in result);
        const expected = alone.map((result) =>
          'errors' in result ? result.errors : wrong ? {} : result.value,
        );
        expect(outcome(() => pipe.transform([...bodies]))).toStrictEqual(
          wrong ? { errors: expected } : { value: expected },
        );
      }),
    );
  });
});

describe('a list of questions', () => {
  const pipe = new InputListPipe(StatusQuestion, 3);
  const good = { username: 'alice', courses: ['x'] };

  it('says of each question what is wrong with it', () => {
    const body = [good, { username: 'x', lms_user_id: 1, courses: ['x'] }, 17];
    expect(outcome(() => pipe.transform(body))).toEqual({
      errors: [
        {},
        { non_field_errors: ['Exactly one of username and lms_user_id is needed.'] },
        { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] },
      ],
    });
  });

  it('is refused when it is none or too long', () => {
    expect(outcome(() => pipe.transform(good))).toEqual({
      errors: { non_field_errors: ['Expected a list of items but got type "dict".'] },
    });
    expect(outcome(() => pipe.transform([good, good, good, good]))).toEqual({
      errors: { non_field_errors: ['Ensure this field has no more than 3 elements.'] },
    });
  });

  it('is handed on in its order', () => {
    const body = ['a', 'b', 'c'].map((username) => ({ ...good, username }));
    expect(pipe.transform([...body])).toMatchObject(body);
  });
});
