import { once } from 'node:events';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { Public } from '../../src/platform/http/index.js';
import { Blocker } from '../support/blocker.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { untilLocked } from '../support/until-locked.js';
import { createProbeApp, type ProbeApp } from './probe-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';
/** More than the pool has connections. */
const MANY = 14;

const SITE = { platform_name: 'Other', partner_from_address: 'office@example.org', records_enabled: true };

const issue = { username: 'alice', credential: { course_run_key: RUN, mode: 'verified' } };

describe('a request that has waited for its time', () => {
  let test: TestApp;
  let blocker: Blocker;

  beforeAll(async () => {
    // Long enough for a request to reach the lock, also on a busy machine.
    test = await createTestApp({ world: true, env: { ROLE: 'api', REQUEST_TIMEOUT: '4' } });
    // The token and the user are known from here on. The first request may take longer than its time.
    const known = () => test.request.get('/api/v2/credentials/').set('Authorization', test.as('root'));
    while ((await known()).status !== 200);
  });

  afterAll(() => test.close());

  beforeEach(() => {
    blocker = new Blocker(test.databaseUrl);
  });

  afterEach(() => blocker.release());

  it.each([
    ['a statement', 'user_credential', 'get', '/api/v2/credentials/?username=alice', {}],
    ['a transaction', 'user_credential', 'post', '/api/v2/credentials/', issue],
    ['a repository', 'site', 'get', '/api/v2/admin/site/', {}],
    ['the manager of a transaction', 'site', 'put', '/api/v2/admin/site/', SITE],
  ] as const)(
    'for a lock, in %s, is told to come back, and frees its connection',
    async (_, table, method, path, body) => {
      await blocker.lock(table);
      const asked = test.request[method](path).set('Authorization', test.as('root'));
      const answer = await (method === 'get' ? asked : asked.send(body));
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
      await blocker.untilNobodyWaits();
      while (test.database.poolUse.inUse > 0) await delay(10);
    },
  );

  it('for a connection is told to come back while others hold them all', async () => {
    await blocker.lock('user_credential');
    const ask = () => test.request.get('/api/v2/credentials/').set('Authorization', test.as('root'));
    const answers = await Promise.all(Array.from({ length: MANY }, ask));
    expect(answers.map(({ status }) => status)).toEqual(Array(MANY).fill(503));
    await blocker.untilNobodyWaits();
  });

  it('leaves no trace of what it had done before', async () => {
    await blocker.lock('user_credential');
    const learner = { ...issue, username: 'not-known-before' };
    await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send(learner)
      .expect(503);
    const rows = await test.dataSource.query<unknown[]>('select from users where username = $1', [
      learner.username,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('a request whose caller has gone', () => {
  let test: TestApp;
  let blocker: Blocker;

  beforeAll(async () => {
    // No time-out ends the requests of these tests.
    test = await createTestApp({ world: true, env: { ROLE: 'api', REQUEST_TIMEOUT: '600' } });
    await test.request.get('/api/v2/credentials/').set('Authorization', test.as('root')).expect(200);
  });

  afterAll(() => test.close());

  beforeEach(async () => {
    blocker = new Blocker(test.databaseUrl);
    await blocker.lock('user_credential');
  });

  afterEach(() => blocker.release());

  const send = (method: string, path: string, body?: object): ClientRequest => {
    const request = httpRequest(`${test.base}${path}`, {
      method,
      agent: false,
      headers: { authorization: test.as('root'), 'content-type': 'application/json' },
    });
    request.on('error', () => undefined).end(body && JSON.stringify(body));
    return request;
  };

  it.each([
    ['reads', 'GET', '/api/v2/credentials/?username=alice', undefined],
    ['writes', 'POST', '/api/v2/credentials/', { ...issue, username: 'gone-before' }],
  ])('frees its backend when it %s', async (_, method, path, body) => {
    const request = send(method, path, body);
    await untilLocked(test.dataSource);
    request.destroy();
    await blocker.untilNobodyWaits();
    while (test.database.poolUse.inUse > 0) await delay(10);
    const rows = await test.dataSource.query<unknown[]>(`select from users where username = 'gone-before'`);
    expect(rows).toEqual([]);
  });

  it('counts as such when the caller has closed only the sending half', async () => {
    const { hostname, port } = new URL(test.base);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.write(`GET /api/v2/credentials/ HTTP/1.1\r\nhost: x\r\nauthorization: ${test.as('root')}\r\n\r\n`);
    await untilLocked(test.dataSource);
    socket.end();
    await blocker.untilNobodyWaits();
    expect((await socket.toArray()).join('')).toBe('');
  });

  it('gives up its place in the queue for a connection', async () => {
    const requests = Array.from({ length: MANY }, () => send('GET', '/api/v2/credentials/'));
    while (test.database.poolUse.waiting === 0) await delay(10);
    for (const request of requests) request.destroy();
    await test.request.get('/api/v2/admin/site/').set('Authorization', test.as('root')).expect(200);
    await blocker.untilNobodyWaits();
    while (test.database.poolUse.waiting > 0) await delay(10);
  });

  it('keeps the connections of the pool, which are cancelled and not closed', async () => {
    const backends = async () =>
      (
        await test.dataSource.query<{ pid: number }[]>(
          `select pid from pg_stat_activity
            where datname = current_database() and application_name = 'credentials-service' order by pid`,
        )
      ).map(({ pid }) => pid);
    const first = send('GET', '/api/v2/credentials/');
    await untilLocked(test.dataSource);
    const before = await backends();
    first.destroy();
    await blocker.untilNobodyWaits();
    expect(await backends()).toEqual(before);
  });
});

describe('a request that waits for something other than the database', () => {
  @Controller('endless')
  class EndlessController {
    @Get()
    @Public()
    async wait(): Promise<string> {
      await once(new EventTarget(), 'never');
      return 'never';
    }
  }

  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await createProbeApp({ controllers: [EndlessController], env: { REQUEST_TIMEOUT: '1' } });
  });

  afterAll(() => probe.close());

  it('is answered in its place', async () => {
    const { status, headers, body } = await probe.request.get('/endless').set('X-Request-Id', 'endless-1');
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(headers['x-request-id']).toBe('endless-1');
    expect(body).toEqual({ detail: 'The request took too long; repeat it.' });
  });
});
