import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { importAll } from '../support/import-stage.js';
import { describeWithMariaDb, MariaDb } from '../support/mariadb.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import type { Claims } from '../support/tokens.js';
import { differences } from './compare-answers.js';
import { KNOWN_DIFFERENCES, PAGES_TOGETHER } from './differences.js';

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

describeWithMariaDb('answers after import:openedx', () => {
  let mariadb: MariaDb;
  let test: TestApp;

  beforeAll(async () => {
    mariadb = await MariaDb.start();
    await mariadb.load('openedx');
    test = await createTestApp({ env: { ROLE: 'api' } });
    expect(await importAll(test.databaseUrl, mariadb.address('openedx'))).toBe('');
  });

  afterAll(async () => {
    await test.close();
    await mariadb.stop();
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

  it('are those of the service there, but for differences that are known', async () => {
    const found = new Map<number, string[]>();
    const answers = new Map<number, unknown>();
    const together = new Set(PAGES_TOGETHER.flat());
    for (const [index, exchange] of EXCHANGES.entries()) {
      const { status, body, location } = await ask(exchange);
      answers.set(index + 1, body);
      const wantsBody = exchange.body !== null && !together.has(index + 1);
      const others = [
        ...(status === exchange.status ? [] : [`status ${exchange.status} expected, ${status} came`]),
        ...(wantsBody ? differences(exchange.body, body, test.base) : []),
        ...((exchange.location ?? null) === null
          ? []
          : differences(exchange.location, location, test.base, 'location')),
      ];
      if (others.length > 0) found.set(index + 1, others);
    }
    for (const lines of PAGES_TOGETHER) {
      const results = (body: unknown) => (body as { results: unknown[] }).results;
      const wanted = lines.flatMap((line) => results(EXCHANGES[line - 1]!.body));
      const got = lines.flatMap((line) => results(answers.get(line)));
      const others = differences({ results: wanted }, { results: got }, test.base);
      if (others.length > 0) found.set(lines[0]!, others);
    }
    const isKnown = (line: number, what: string) =>
      KNOWN_DIFFERENCES.some((known) => known.lines.includes(line) && known.what.test(what));
    const unknown = [...found].flatMap(([line, all]) =>
      all.filter((what) => !isKnown(line, what)).map((what) => `${line}: ${what}`),
    );
    expect(unknown).toEqual([]);
    // A difference that is not there any more is taken from the list.
    expect(KNOWN_DIFFERENCES.flatMap(({ lines }) => lines).filter((line) => !found.has(line))).toEqual([]);
    expect(EXCHANGES.length).toBe(206);
  });
});
