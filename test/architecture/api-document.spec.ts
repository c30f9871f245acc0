import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { SchemaCheck } from '../support/schema-check.js';

interface Operation {
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly 'x-permission'?: string;
  readonly parameters?: readonly { readonly schema: object }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

type Schema = {
  readonly properties?: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>;
};

const document = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as OpenAPIObject;
const check = new SchemaCheck(document);
const schemas = document.components?.schemas as Readonly<Record<string, Schema>>;

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
);

function callsOf(fits: (operation: Operation) => boolean): string[] {
  return operations.filter(([, operation]) => fits(operation)).map(([call]) => call);
}

function operation(call: string): Operation {
  return operations.find(([name]) => name === call)![1];
}

describe('openapi.json for those who generate a client', () => {
  it('declares each tag with a sentence, Credentials first, and no other', () => {
    const declared = document.tags ?? [];
    const used = new Set(operations.flatMap(([, { tags = [] }]) => tags));
    expect(declared[0]?.name).toBe('Credentials');
    expect(declared.map(({ name }) => name).sort()).toEqual([...used].sort());
    expect(declared.filter(({ description = '' }) => !/^[A-Z].+\.$/.test(description))).toEqual([]);
  });

  it('says of every operation whether it wants a token', () => {
    expect(callsOf(({ security }) => security === undefined)).toEqual([]);
    const open = callsOf(({ security }) => security?.length === 0);
    expect(open).toEqual(callsOf((each) => each['x-permission'] === 'anyone'));
    expect(open).toContain('GET /credentials/{id}/');
    expect(open).not.toContain('GET /api/v2/credentials/');
  });

  it.each(['CredentialAnswer', 'CredentialV1Answer'])('tells by its type what a %s is for', (name) => {
    const program = '#/components/schemas/ProgramKeyAnswer';
    const courseRun = '#/components/schemas/CourseRunKeyAnswer';
    expect(schemas[name]?.properties?.credential).toMatchObject({
      oneOf: [{ $ref: program }, { $ref: courseRun }],
      discriminator: { propertyName: 'type', mapping: { program, 'course-run': courseRun } },
    });
  });

  it.each([
    ['a program', { program_uuid: '0e000000-0000-4000-8000-000000000001' }, true],
    ['a course run', { course_run_key: 'course-v1:X+Y+Z', mode: 'verified' }, true],
    ['a course run beside nothing', { program_uuid: '', course_run_key: 'course-v1:X+Y+Z' }, true],
    ['neither', { mode: 'verified' }, false],
    ['a program that is no UUID', { program_uuid: 'mathematics', course_run_key: 'course-v1:X+Y+Z' }, false],
  ])('takes %s as the credential to issue: %j, %s', (_, credential, fits) => {
    const problems = check.problems({ $ref: '#/components/schemas/CertificateKeyBody' }, credential);
    expect(problems.length === 0).toBe(fits);
  });

  it.each([
    ['a list of messages', { username: ['Wrong.'] }, true],
    ['messages about the whole', { non_field_errors: ['Wrong.'] }, true],
    ['messages in an object', { credential: { mode: ['Wrong.'] } }, true],
    ['one message in an object', { credential: { program_uuid: 'Wrong.' } }, true],
    ['messages in a list', { attributes: [{}, { name: ['Wrong.'] }] }, true],
    ['a detail', { detail: 'Wrong.' }, true],
    ['a number', { username: 1 }, false],
    ['a list of numbers', { username: [1] }, false],
    ['messages side by side with objects', { attributes: ['Wrong.', {}] }, false],
    ['a message about the whole that is no list', { non_field_errors: 'Wrong.' }, false],
    ['a text', 'Wrong.', false],
  ])('describes the body of a 400 with %s: %j, %s', (_, body, fits) => {
    const content = operation('POST /api/v2/credentials/').responses['400']?.content;
    expect(check.problems(content!['application/json']!.schema, body).length === 0).toBe(fits);
  });

  it('has the examples of schemas in the words of JSON Schema, and each fits', () => {
    const properties = Object.entries(schemas).flatMap(([name, schema]) =>
      Object.entries(schema.properties ?? {}).map(([key, part]) => [`${name}.${key}`, part] as const),
    );
    const wrong = properties.flatMap(([name, part]) =>
      (part.examples ?? []).flatMap((example) =>
        check.problems(part, example).map((problem) => `${name}: ${problem}`),
      ),
    );
    const parameters = operations.flatMap(([, each]) => each.parameters ?? []);
    const old = [...properties.map(([, part]) => part), ...parameters.map(({ schema }) => schema)];
    expect(properties.filter(([, { examples }]) => examples !== undefined).length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
    expect(old.filter((part) => 'example' in part)).toEqual([]);
  });
});

describe('the patterns of openapi.json', () => {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (key === 'pattern' && typeof part === 'string') found.add(part);
      else collect(part);
    }
  };
  collect(document);

  it('are read alike by JavaScript without the flag `u` and by Python', () => {
    expect(found.size).toBeGreaterThan(10);
    for (const pattern of found) expect(() => new RegExp(pattern)).not.toThrow();
    // Classes that one lacks or reads otherwise, code points in braces, lookaround, names and flags.
    const strange = /\\[pPdDwWsSbBkAZzQEx]|\\u\{|\(\?(?!:)|\\u[dD][89a-fA-F]|\[\[/;
    expect([...found].filter((pattern) => strange.test(pattern))).toEqual([]);
  });
});
