import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DomainError, ERROR_CODES, type ErrorCode } from '../../src/platform/errors/index.js';
import * as errors from '../../src/platform/errors/index.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

type Kind = new (...parameters: unknown[]) => DomainError;

/** The classes of refusals that every module uses. */
const KINDS = Object.entries(errors as Readonly<Record<string, unknown>>).filter(
  (entry): entry is [string, Kind] =>
    typeof entry[1] === 'function' && entry[1].prototype instanceof DomainError,
);

describe('the codes of errors', () => {
  it('are words in snake case', () => {
    expect(Object.keys(ERROR_CODES).filter((code) => !/^[a-z]+(_[a-z]+)*$/.test(code))).toEqual([]);
  });

  it('are listed in docs/errors.md with status and meaning, and no others', () => {
    const rows = [...read('docs/errors.md').matchAll(/^\| `(\w+)` +\| (\d{3}) +\| (.*?) +\|$/gm)];
    const listed = rows.map(([, code, status, meaning]) => [code, Number(status), meaning]);
    const known = Object.entries(ERROR_CODES).map(([code, { status, meaning }]) => [code, status, meaning]);
    expect(listed).toEqual(known);
  });

  it('are those of openapi.json', () => {
    const { components } = JSON.parse(read('openapi.json')) as OpenAPIObject;
    expect(components?.schemas?.ErrorCode).toMatchObject({ enum: Object.keys(ERROR_CODES) });
  });

  it.each(KINDS)('fit the status of their class: %s', (_, type) => {
    const { code, status } = new type('words');
    expect(ERROR_CODES[code satisfies ErrorCode].status).toBe(status);
  });

  it('are looked for in classes at all', () => {
    expect(KINDS.length).toBeGreaterThan(12);
  });
});
