import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { command } from '../support/command-line.js';
import { findMariaDb, MariaDb } from '../support/mariadb.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';
import type { Claims } from '../support/tokens.js';
import { differences } from './compare-answers.js';

/** A question, and what the service there answers on the database of the dump. */
interface Exchange {
  readonly as: { readonly username: string; readonly claims: Claims } | null;
  readonly method: string;
  readonly path: string;
  readonly json: unknown;
  readonly status: number;
  readonly body: unknown;
  readonly location?: string | null;
}

const EXCHANGES = readFileSync(new URL('expected.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Exchange);

const program = findMariaDb();

(program === undefined ? describe.skip : describe)('answers after import:openedx', () => {
  let mariadb: MariaDb;
  let test: TestApp;

  beforeAll(async () => {
    mariadb = await MariaDb.start(program!);
    await mariadb.load('openedx');
    test = await createTestApp({ env: { ROLE: 'api' } });
    const { code, err } = await command(
      { ...CONFORMANCE_ENV, DATABASE_URL: test.databaseUrl },
      'import:openedx',
      '--source',
      mariadb.address('openedx'),
      '--verify',
      'all',
    );
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  });

  afterAll(async () => {
    await test?.close();
    await mariadb?.stop();
  });

  const ask = async ({ as, method, path, json }: Exchange) => {
    const response = await fetch(`${test.base}${path}`, {
      method,
      headers: {
        ...(as !== null && { authorization: test.as(as.username, as.claims) }),
        ...(json !== null && { 'content-type': 'application/json' }),
      },
      ...(json !== null && { body: JSON.stringify(json) }),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      body: isJson ? (JSON.parse(text) as unknown) : text,
      location: response.headers.get('location'),
    };
  };

  it('are those of the service there', async () => {
    const found: string[] = [];
    for (const [index, exchange] of EXCHANGES.entries()) {
      const { status, body, location } = await ask(exchange);
      const others = [
        ...(status === exchange.status ? [] : [`status ${exchange.status} expected, ${status} came`]),
        ...(exchange.body === null ? [] : differences(exchange.body, body, test.base)),
        ...(exchange.location == null ? [] : differences(exchange.location, location, test.base, 'location')),
      ];
      if (others.length > 0)
        found.push(
          `${index + 1} ${exchange.as?.username} ${exchange.method} ${exchange.path}\n  ${others.slice(0, 4).join('\n  ')}`,
        );
    }
    expect(found).toEqual([]);
  });
});
