import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';
import type { Claims } from '../support/tokens.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const CREDENTIALS = '/api/v2/credentials/';
const BULK = '/api/credentials/v1/bulk_learner_cert_status/';

/** Attacks that once worked on this service; each must stay refused. */
describe('an attack', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { CORS_ORIGINS: 'https://records.example.org' } });
  });

  afterAll(() => test.close());

  const post = (path: string, as: string, body: object) =>
    test.request.post(path).set('Authorization', test.as(as)).send(body);
  const listAs = (username: string, named: string, claims?: Claims) =>
    test.request
      .get(`${CREDENTIALS}?username=${encodeURIComponent(named)}`)
      .set('Authorization', test.as(username, claims));

  it('by a number of forty thousand digits is answered at once', async () => {
    const percent_grade = `${'1'.repeat(40_000)}x`;
    const { body } = await post('/api/v2/grades/', 'grader', {
      username: 'a',
      course_run: RUN,
      percent_grade,
    });
    expect(body).toMatchObject({ percent_grade: ['A valid number is required.'] });
  });

  it.each([
    ['nobody', undefined, 401],
    ['a stranger', 'stranger', 403],
    ['the worker', 'status_worker', 400],
  ])(
    'by a large body that is no JSON gets no further with %s than they may go',
    async (_, username, status) => {
      const answer = await fetch(`${test.base}${BULK}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(username === undefined ? {} : { authorization: test.as(username) }),
        },
        body: '['.repeat(1_000_000),
      });
      expect(answer.status).toBe(status);
    },
  );

  it('by a name that only the database takes for the same is refused', async () => {
    await listAs('kate', 'kate').expect(200);
    const { body } = await listAs('\u212Aate', 'kate', { email: 'thief@x.example' }).expect(401);
    expect(body).toEqual({ detail: 'Invalid token.' });
    await post('/api/v2/replace_usernames/', 'replacement_wor\u212Aer', { username_mappings: [] }).expect(
      401,
    );
  });

  it('by a name that folds in two ways lists one’s own and not the other’s', async () => {
    await post(CREDENTIALS, 'root', { username: 'ασ', credential: { program_uuid: PROGRAM } }).expect(201);
    const { body } = await listAs('ας', 'ΑΣ').expect(200);
    expect(body).toMatchObject({ count: 0, results: [] });
  });

  it('by a token from before a rename brings the old name not back', async () => {
    const claims = { user_id: 777_001, iat: Math.floor(Date.now() / 1000) - 60 };
    await listAs('zed', 'zed', claims).expect(200);
    await post('/api/v2/replace_usernames/', 'replacement_worker', { username_mappings: [{ zed: 'zed2' }] });
    await listAs('zed', 'zed', { ...claims, jti: 'another' }).expect(401);
    const rows = await test.dataSource.query<{ username: string }[]>(
      'select username from users where lms_user_id = 777001',
    );
    expect(rows).toEqual([{ username: 'zed2' }]);
  });

  it.each<[string, object]>([
    ['lists for attributes', { attributes: [[]] }],
    ['attributes in a list too many', { attributes: [[{ name: 'n', value: 'v' }]] }],
    ['a name of characters that count twice', { username: 'a\uFE0F'.repeat(255) }],
    ['a name of two lines', { username: 'evil\nname' }],
    ['half a character', { username: 'half\ud800' }],
  ])('by %s is a 400', async (_, more) => {
    const body = { username: 'x', credential: { course_run_key: RUN, mode: 'verified' }, ...more };
    expect((await post(CREDENTIALS, 'root', body)).status).toBe(400);
  });

  it('by blanks around a name makes no second learner', async () => {
    const issue = (username: string) =>
      post(CREDENTIALS, 'root', { username, credential: { program_uuid: PROGRAM } }).expect(201);
    expect((await issue('  alice ')).body.uuid).toBe((await issue('alice')).body.uuid);
  });

  it.each([
    ['what is no request', 'GARBAGE\r\n\r\n', 'Malformed request.'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`,
      'The request headers are too large.',
    ],
  ])('by %s gets an answer of our shape', async (_, bytes, detail) => {
    const [head = '', body = ''] = (await exchange(bytes)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(head).toMatch(/^x-request-id: [0-9a-f-]{36}$/m);
    expect(JSON.parse(body)).toEqual({ detail });
  });

  it('by an address of another host gets links to ours', async () => {
    const answer = await exchange(
      `GET http://evil.example${CREDENTIALS}?page=last&x=a?b HTTP/1.1\r\nhost: evil.example\r\n` +
        `authorization: ${test.as('root')}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).not.toContain('evil.example');
  });

  it('with OPTIONS that are no preflight is answered like one', async () => {
    await test.request.options(CREDENTIALS).expect(204);
  });

  function exchange(bytes: string): Promise<string> {
    const { port } = new URL(test.base);
    return new Promise((resolve, reject) => {
      let answer = '';
      connect(Number(port), '127.0.0.1')
        .on('data', (chunk) => (answer += chunk.toString()))
        .on('close', () => resolve(answer))
        .on('error', reject)
        .write(bytes);
    });
  }
});

describe('a worker', () => {
  it('answers probes and nothing else', async () => {
    const test = await createTestApp({ env: { ROLE: 'worker' } });
    try {
      await test.request.get('/readyz').expect(200);
      await test.request.get('/health/').expect(200);
      await test.request.get(CREDENTIALS).set('Authorization', test.as('root')).expect(404);
      await test.request.get('/api-docs/').expect(404);
    } finally {
      await test.close();
    }
  });
});
