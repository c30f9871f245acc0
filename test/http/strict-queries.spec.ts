import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createTestApp, type TestApp } from '../support/test-app.js';

const LIST = '/api/v2/credentials/';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

const { paths } = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as OpenAPIObject;

/** The addresses that programs read with parameters. */
const READS = Object.entries(paths)
  .filter(([, { get }]) => (get as Operation | undefined)?.parameters?.some(({ name }) => name === 'strict'))
  .map(([path]) => path.replace(/\{\w+\}/g, '0e000000-0000-4000-8000-000000000001'));

describe('a query', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });
  afterAll(() => test.close());

  const read = (address: string) => test.request.get(address).set('Authorization', test.as('root'));

  it('is that of a dozen routes at least', () => {
    expect(READS).toEqual(expect.arrayContaining([LIST, '/api/v2/admin/users/']));
    expect(READS.length).toBeGreaterThan(12);
  });

  it.each(READS)('with strict=true is refused for an unknown parameter, by its name: %s', async (path) => {
    const { status, body } = await read(`${path}?strict=true&pagesize=5`);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      pagesize: [expect.stringMatching(/^There is no such parameter\. Known parameters: .*\bstrict\.$/)],
      code: 'invalid_input',
    });
  });

  it('without it is answered, and the header names what was ignored', async () => {
    const { status, headers } = await read('/api/v2/admin/users/?pagesize=5&page=1&b%20%C3%BC=');
    expect(status).toBe(200);
    expect(headers['x-ignored-parameters']).toBe('pagesize, b%20%C3%BC');
  });

  it.each(['?strict=true', '?strict=1&page=1', '?strict=off&page=1', ''])(
    'without unknown parameters has no such header: %s',
    async (query) => {
      const { status, headers } = await read(`/api/v2/admin/users/${query}`);
      expect(status).toBe(200);
      expect(headers['x-ignored-parameters']).toBeUndefined();
    },
  );

  it('does not take the page of an export, which has none, for known', async () => {
    await read(`${LIST}export/?strict=true&page=2`).expect(400);
    const { headers } = await read(`${LIST}export/?username=nobody&page=2`).expect(200);
    expect(headers['x-ignored-parameters']).toBe('page');
  });

  it('says so with a refusal, too', async () => {
    const { status, headers } = await read(`${LIST}?pagesize=5&page=x&program_uuid=no`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers['x-ignored-parameters']).toBe('pagesize');
  });

  it('of hundreds of unknown parameters names the first twenty, each no longer than 64 characters', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}`.padStart(90, 'x'));
    const { headers } = await read(`/api/v2/admin/users/?${names.map((name) => `${name}=`).join('&')}`);
    const named = String(headers['x-ignored-parameters']).split(', ');
    expect(named).toHaveLength(21);
    expect(named.at(-1)).toBe('...');
    expect(named.every((name) => name.length <= 64)).toBe(true);
  });

  it.each(['%ff', '%00', '__proto__', 'constructor', '%0d%0aX-Evil:1'])(
    'with %s as the name of a parameter gets an answer with headers that are whole',
    async (name) => {
      const { status, headers } = await read(`/api/v2/admin/users/?${name}=1`);
      expect(status).toBe(200);
      expect(headers['x-ignored-parameters']).toMatch(/^[\w%.-]+$/);
      expect(headers['x-evil']).toBeUndefined();
      expect((await read(`/api/v2/admin/users/?${name}=1&strict=true`)).status).toBe(400);
    },
  );
});
