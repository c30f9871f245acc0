import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SECURITY_HEADERS } from '../../src/platform/http/security-headers.js';
import { award, MATHEMATICS } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PAGE = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');

const SECTION = (PAGE.split('## Headers and policies by page')[1] ?? '').split('\n## ')[0]!;
const CELLS = SECTION.split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line.split(' | ').map((cell) => /`([^`]+)`/.exec(cell)?.[1] ?? cell.replace(/^\| /, '').trim()),
  );

const POLICIES = new Map(
  CELLS.filter(({ length }) => length === 2).map(([name = '', policy = '']) => [name, policy]),
);
const ROWS = CELLS.filter(([, address]) => address?.startsWith('/')).map(
  ([name, address = '', policy = '', cache]) => ({ name, address, policy, cache }),
);

describe('the headers that docs/security.md promises', () => {
  let test: TestApp;
  let values: Record<string, string>;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    const credential = await award(test, 'alice', 'Alice Example');
    const shared = await test.request
      .post(`/records/programs/${MATHEMATICS.program.replaceAll('-', '')}/share/`)
      .set('Authorization', test.as('alice'))
      .send({ username: 'alice' });
    const { url } = shared.body as { url: string };
    values = {
      credential: credential.replaceAll('-', ''),
      record: /shared\/(\w+)/.exec(url)?.[1] ?? url,
    };
  });

  afterAll(() => test.close());

  it.each(ROWS)('stand in $name', async ({ address, policy, cache }) => {
    const path = address.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
    const { headers } = await test.request.get(path);
    const sent = headers['content-security-policy'] ?? '';
    expect({
      ...headers,
      'content-security-policy': sent.replace(/(?<=img-src [^;]*) https?:[^;]*/, ''),
    }).toMatchObject({
      ...SECURITY_HEADERS,
      'content-security-policy': POLICIES.get(policy),
      'cache-control': cache,
    });
  });

  it('are those of the constants', () => {
    expect(ROWS.length).toBeGreaterThan(5);
    const { 'content-security-policy': _, ...everywhere } = SECURITY_HEADERS;
    const sentence = PAGE.toLowerCase();
    for (const [name, value] of Object.entries(everywhere))
      expect(sentence).toContain(`\`${name}: ${value.toLowerCase()}\``);
  });
});
