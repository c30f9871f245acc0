import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const OPERATIONS = Object.entries(paths).flatMap(([path, item]) =>
  Object.keys(item)
    .filter((method) => METHODS.includes(method))
    .map((method) => [method.toUpperCase(), path] as const),
);

/** Answers that are the same for everybody. */
const PUBLIC: ReadonlySet<string> = new Set([
  '/credentials/assets/certificate.css',
  '/credentials/assets/favicon.svg',
  '/favicon.ico',
]);

describe('an answer', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { CORS_ORIGINS: 'https://records.example.org' } });
  });

  afterAll(() => test.close());

  it.each(OPERATIONS)('to %s %s is kept by no cache for another caller', async (method, path) => {
    const address = `${test.base}${path.replace(/\{[^}]*\}/g, '0e000000-0000-4000-8000-000000000001')}`;
    for (const headers of [{}, { authorization: test.as('root') }] as Record<string, string>[]) {
      const answer = await fetch(address, { method, headers, redirect: 'manual' });
      await answer.arrayBuffer();
      const control = answer.headers.get('cache-control') ?? '';
      if (PUBLIC.has(path) && control.startsWith('public')) continue;
      expect(control).toMatch(/\bprivate\b|^no-store$/);
      const vary = answer.headers.get('vary')!.split(', ');
      expect(vary).toEqual(expect.arrayContaining(['Authorization', 'Cookie', 'Origin']));
    }
  });

  it('to a user whose name broken bytes could be read as goes to nobody who sends such bytes', async () => {
    const issue = (username: string) =>
      test.request
        .post('/api/v2/credentials/')
        .set('Authorization', test.as('root'))
        .send({ username, credential: { program_uuid: '0e000000-0000-4000-8000-000000000001' } });
    await issue('ÿ').expect(201);
    const list = (query: string) =>
      test.request.get(`/api/v2/credentials/?username=${query}`).set('Authorization', test.as('root'));
    expect((await list('%EF%BF%BD').expect(200)).body).toMatchObject({ count: 0 });
    await list('%FF').expect(400);
    await list('%ED%A0%80').expect(400);
    for (const path of ['learner_cert_status/', 'bulk_learner_cert_status/']) {
      const question = '{"username": "\\ud800", "courses": ["a"]}';
      await test.request
        .post(`/api/credentials/v1/${path}`)
        .set('Authorization', test.as('root'))
        .set('Content-Type', 'application/json')
        .send(path.startsWith('bulk') ? `[${question}]` : question)
        .expect(400);
    }
    // Raw bytes: Latin-1 would read them as ÿ.
    expect(await raw(Buffer.from('GET /api/v2/credentials/?username=\xff HTTP/1.1\r\n', 'latin1'))).toMatch(
      /^HTTP\/1\.1 400 .*"detail":"Malformed request\."/s,
    );
  });

  function raw(line: Buffer): Promise<string> {
    const { hostname, port } = new URL(test.base);
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname)
        .on('data', (chunk) => (answer += chunk.toString()))
        .on('close', () => resolve(answer))
        .on('error', reject);
      socket.write(line);
      socket.write(`Host: a\r\nAuthorization: ${test.as('root')}\r\nConnection: close\r\n\r\n`);
    });
  }
});
