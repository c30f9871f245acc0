import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { codeOfStatus } from '../../src/platform/errors/index.js';
import { AnswerCheck } from '../support/answer-check.js';

/** All but documented.json, which holds parts of answers. */
const FILES = [
  'auth.json',
  'cert-status.json',
  'course-certificates.json',
  'credentials.json',
  'grades.json',
  'records.json',
  'usernames.json',
];

interface Step {
  readonly do: string;
  readonly expect?: { readonly status: number; readonly json?: unknown };
}

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as unknown;

const document = read('openapi.json') as OpenAPIObject;
const check = new AnswerCheck(document);

const HEX = '0e000000000040008000000000000001';
const UUID = '0e000000-0000-4000-8000-000000000001';
const TIME = '2026-01-02T12:58:15.744188Z';

/** A value for each placeholder of the recordings. A time is also a text. */
const VALUES: Readonly<Record<string, unknown>> = {
  '<uuid>': UUID,
  '<int>': 1,
  '<number>': 0.5,
  '<text>': TIME,
  '<datetime>': TIME,
  '<datetime-us>': TIME,
  '<any>': null,
};

/** The answer as it was before its changing parts were taken out. */
function restored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restored);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, restored(part)]));
  }
  if (typeof value !== 'string') return value;
  if (value in VALUES) return VALUES[value];
  return value
    .replaceAll('<base>', 'https://credentials.example.org')
    .replaceAll('<hex>', HEX)
    .replace(/\{\{[^}]*\}\}/g, UUID);
}

/** Errors of ours have more keys than those of the existing service. */
function completed(body: unknown, status: number): unknown {
  if (status < 400 || Array.isArray(body)) return body;
  return { code: codeOfStatus(status), request_id: UUID, ...(body as object) };
}

/** The path of the document that an address belongs to. */
function pathOf(address: string): string {
  const path = address.replace(/\?.*/, '').replace(/\/*$/, '/');
  const fits = (known: string) => new RegExp(`^${known.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  return Object.keys(document.paths).find(fits) ?? path;
}

function recordedAnswers(file: string): Step[] {
  const { scenarios } = read(`test/conformance/${file}`) as {
    scenarios: readonly { steps: readonly Step[] }[];
  };
  return scenarios.flatMap(({ steps }) => steps).filter((step) => step.expect?.json !== undefined);
}

describe('the recorded answers of the existing service', () => {
  it.each(FILES)('are as openapi.json says in %s', (file) => {
    const steps = recordedAnswers(file);
    const problems = steps.flatMap(({ do: call, expect: { status, json } = { status: 0 } }) => {
      const [method = '', address = ''] = call.split(' ');
      const answer = { method, route: pathOf(address), status, contentType: 'application/json' };
      return check.problems({ ...answer, body: JSON.stringify(completed(restored(json), status)) });
    });
    expect(steps.length).toBeGreaterThan(4);
    expect(problems).toEqual([]);
  });
});
