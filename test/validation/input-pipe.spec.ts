import { describe, expect, it, jest } from '@jest/globals';
import { ValidationPipe } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { ValidationError as BrokenRules } from 'class-validator';
import fc from '../support/property.js';
import { AppModule } from '../../src/app.module.js';
import { StatusQuestion } from '../../src/cert-status/dto/status.body.js';
import { loadConfig } from '../../src/config/index.js';
import { IssueCredentialBody } from '../../src/credentials/dto/issue-credential.body.js';
import { GradeBody } from '../../src/grades/dto/grade.body.js';
import { ValidationError } from '../../src/platform/errors/index.js';
import {
  type Class,
  type FieldRule,
  fieldRulesOf,
  wholeRuleOf,
} from '../../src/platform/validation/field-rule.js';
import { InputListPipe, InputPipe, unknownKeyErrors } from '../../src/platform/validation/index.js';
import { inputsOf } from '../../src/platform/validation/input-audit.js';
import { ObjectReader } from '../../src/platform/validation/object-reader.js';

type Outcome = { readonly value: object } | { readonly errors: unknown };

/** The classes of all bodies and queries. In preview mode Nest builds the modules but no services. */
async function typesOfRoutes(): Promise<Class[]> {
  const app = AppModule.register(loadConfig({}), 'postgres://nobody@localhost/nothing');
  const context = await NestFactory.createApplicationContext(app, { preview: true, logger: false });
  return [...new Set(inputsOf(context.get(ModulesContainer)).map(({ type }) => type))];
}

/** Values that are right for some field. */
const GOOD: readonly unknown[] = [
  'alice',
  'course-v1:X+Y+Z',
  '0e000000-0000-4000-8000-000000000001',
  '0e00000000004000800000000000000A',
  '2024-05-06T07:08:09Z',
  'https://example.org/',
  'alice@example.org',
  'en',
  'awarded',
  'verified',
  'active',
  'credit',
  'published',
  'first',
  'a4',
  'sent',
  'failed',
  'test',
  'ndjson',
  'course-run',
  'True',
  ' 17 ',
  '0.9250',
  '',
  null,
  1,
  false,
  ['a', 'b'],
  [1, 17],
  ['records.add_usergrade'],
  ['awarded', 'record_sent'],
  ['0e000000-0000-4000-8000-000000000001'],
];

/** Values near the border between right and wrong for some field, and some that are wrong everywhere. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(' ', 'x'.repeat(255), 'x'.repeat(256), '17', '2024-02-30T00:00:00Z', [], {
    toString: 1,
  }),
  fc.constantFrom<unknown>(0, -1, 0.5, 0.92501, 1e-7, 2 ** 53, '1.0', '1.00001', '-0', '1e400', [[]]),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.integer(),
  fc.double(),
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant({ a: [1] })), { maxLength: 3 }),
);

/** A query has only texts and lists of texts, and only its parameters need no rule. */
const anyParameter = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));

/** Objects with some fields of the class and some others. */
function anyObject(type: Class): fc.Arbitrary<unknown> {
  const fields = Array.from(fieldRulesOf(type), ([name, rule]) => {
    const value =
      rule.nested || rule.problem
        ? fc.oneof({ weight: 9, arbitrary: usual(name, rule) }, anyValue)
        : anyParameter;
    return fc.tuple(fc.constant(name), value);
  });
  const other = fc.tuple(fc.constantFrom('other', '__proto__', 'constructor', 'toString'), anyValue);
  const some = fc.tuple(
    ...fields.map((field) => fc.option(field, { freq: 4 })),
    fc.option(other, { freq: 1 }),
  );
  return some.map((pairs) => jsonObject(pairs.filter((pair) => pair !== null)));
}

function usual(name: string, { nested, convert, problem }: FieldRule): fc.Arbitrary<unknown> {
  if (nested) return fc.oneof(anyObject(nested()), fc.array(anyObject(nested()), { maxLength: 3 }));
  return fc.constantFrom(
    ...GOOD.filter((value) => problem?.(convert ? convert(value, {}, name) : value) === undefined),
  );
}

/** Through JSON, like real bodies. */
function jsonObject(pairs: readonly (readonly [string, unknown])[]): unknown {
  const text = pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  return JSON.parse(`{${text}}`);
}

const anyBody = (type: Class) => fc.oneof({ weight: 20, arbitrary: anyObject(type) }, anyValue);

/** class-transformer and class-validator as Nest calls them, without our loop and our messages. */
const libraries = new ValidationPipe({
  transform: true,
  whitelist: true,
  stopAtFirstError: true,
  exceptionFactory: (errors) => new ValidationError({ messages: messagesOf(errors) }),
});

function messagesOf(errors: readonly BrokenRules[]): string[] {
  return errors.flatMap(({ constraints = {}, children = [] }) => [
    ...Object.values(constraints),
    ...messagesOf(children),
  ]);
}

/** All messages, from every depth. */
function wordsOf(errors: unknown): unknown[] {
  return typeof errors === 'object' && errors !== null ? Object.values(errors).flatMap(wordsOf) : [errors];
}

const inputPipe = new InputPipe();

const read = (type: Class, body: unknown) =>
  outcome(inputPipe.transform(structuredClone(body), { type: 'body', metatype: type }));

/** The instance, or the messages. Any other error fails the test: no input may be a 500. */
async function outcome(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: (await work) as object };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { errors: error.fields };
  }
}

const types = await typesOfRoutes();

describe.each(types)('any body that is read as %p', (type) => {
  it('is accepted by the loop when the libraries accept it, and becomes the same instance', async () => {
    await fc.assert(
      fc.asyncProperty(anyObject(type), async (body) => {
        const expected = await outcome(
          libraries.transform(structuredClone(body), { type: 'body', metatype: type }),
        );
        const accepted = 'value' in expected && wholeRuleOf(type)?.(expected.value) === undefined;
        expect(ObjectReader.require(type).accept(structuredClone(body))).toStrictEqual(
          accepted ? expected.value : undefined,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is refused in the words of the libraries', async () => {
    await fc.assert(
      fc.asyncProperty(anyObject(type), async (body) => {
        const expected = await outcome(
          libraries.transform(structuredClone(body), { type: 'body', metatype: type }),
        );
        if ('value' in expected || unknownKeyErrors(type, body) !== undefined) return;
        expect(wordsOf(await read(type, body))).toEqual(wordsOf(expected.errors));
      }),
      { numRuns: 500 },
    );
  });

  it('is read in a list as alone', async () => {
    const pipe = new InputListPipe(type, 3);
    await fc.assert(
      fc.asyncProperty(fc.array(anyBody(type), { minLength: 1, maxLength: 3 }), async (bodies) => {
        const alone = await Promise.all(bodies.map((body) => read(type, body)));
        const wrong = alone.some((result) => 'errors' in result);
        const expected = alone.map((result) =>
          'errors' in result ? result.errors : wrong ? {} : result.value,
        );
        expect(await outcome(pipe.transform([...bodies]))).toStrictEqual(
          wrong ? { errors: expected } : { value: expected },
        );
      }),
    );
  });
});

describe('the loop', () => {
  it.each<[Class, object]>([
    [StatusQuestion, { username: 'alice', course_runs: ['course-v1:ExampleX+MATH1+2026'], other: 1 }],
    [
      IssueCredentialBody,
      {
        username: 'alice',
        credential: { course_run_key: 'course-v1:X+Y+Z', mode: 'verified', other: 1 },
        attributes: [{ name: 'whitelist_reason', value: 'x' }],
      },
    ],
    [GradeBody, { username: 'alice', course_run: 'x', percent_grade: '0.9250', verified: 'True' }],
  ])('accepts an ordinary body of %p', (type, body) => {
    expect(ObjectReader.require(type).accept(body)).toBeInstanceOf(type);
  });
});

describe('a list of questions', () => {
  const pipe = new InputListPipe(StatusQuestion, 3);
  const good = { username: 'alice', courses: ['x'] };

  it('says of each question what is wrong with it', async () => {
    const body = [good, { username: 'x', lms_user_id: 1, courses: ['x'] }, 17];
    expect(await outcome(pipe.transform(body))).toEqual({
      errors: [
        {},
        { non_field_errors: ['Exactly one of username and lms_user_id is needed.'] },
        { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] },
      ],
    });
  });

  it('explains the first 100 wrong items, and names the others', async () => {
    const items = Array.from({ length: 1000 }, (_, index) =>
      index % 4 === 0 ? good : [17, null, {}][index % 3],
    );
    const wrong = items.flatMap((item, index) => (item === good ? [] : [index]));
    const libraries = jest.spyOn(ValidationPipe.prototype, 'transform');
    try {
      const { errors } = (await outcome(new InputListPipe(StatusQuestion, 1000).transform([...items]))) as {
        errors: object[];
      };
      expect(libraries.mock.calls.length).toBeLessThanOrEqual(100);
      expect(errors.flatMap((error, index) => (Object.keys(error).length > 0 ? [index] : []))).toEqual(wrong);
      const others = errors.filter((error) => JSON.stringify(error).includes('Wrong as well.'));
      expect(others).toEqual(wrong.slice(100).map((index) => errors[index]));
      expect(others[0]).toEqual({
        non_field_errors: ['Wrong as well. Only the first 100 wrong items are explained.'],
      });
    } finally {
      libraries.mockRestore();
    }
  });

  it('is refused when it is none or too long', async () => {
    expect(await outcome(pipe.transform(good))).toEqual({
      errors: { non_field_errors: ['Expected a list of items but got type "dict".'] },
    });
    expect(await outcome(pipe.transform([good, good, good, good]))).toEqual({
      errors: { non_field_errors: ['Ensure this field has no more than 3 elements.'] },
    });
  });

  it('is handed on in its order', async () => {
    const body = ['a', 'b', 'c'].map((username) => ({ ...good, username }));
    expect(await pipe.transform([...body])).toMatchObject(body);
  });
});

describe('a list in a body', () => {
  const body = (attributes: unknown[]) => ({
    username: 'alice',
    credential: { course_run_key: 'course-v1:X+Y+Z', mode: 'verified' },
    attributes,
  });

  it.each([[{}], [17], [null], [[]], [{ other: 1 }]])(
    'that is too long is refused as a whole, and no rule walks its items: %j',
    async (item) => {
      const long = body(Array(20_000).fill(item));
      expect(await read(IssueCredentialBody, long)).toEqual({
        errors: { attributes: { non_field_errors: ['Ensure this field has no more than 100 elements.'] } },
      });
      expect(ObjectReader.require(IssueCredentialBody).known(long)).toHaveProperty('attributes.length', 101);
    },
  );

  it('may be as long as it says', async () => {
    const attributes = Array.from({ length: 100 }, (_, index) => ({ name: `n${index}`, value: 'x' }));
    expect(await read(IssueCredentialBody, body(attributes))).toMatchObject({ value: { attributes } });
  });
});
