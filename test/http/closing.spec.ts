import { once } from 'node:events';
import { request as httpRequest, Agent, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { untilLocked } from '../support/until-locked.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';

let test: TestApp;

beforeEach(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
});

afterEach(() => test.close());

it('answers a request that is in progress when the service stops, and does not wait for its connection', async () => {
  const blocker = new pg.Client({ connectionString: test.databaseUrl });
  await blocker.connect();
  await blocker.query('begin; lock table user_credit_pathway in share mode');
  const agent = new Agent({ keepAlive: true });
  const request = httpRequest(`${test.base}/records/programs/${PROGRAM}/send/`, {
    agent,
    method: 'POST',
    headers: { authorization: test.as('root'), 'content-type': 'application/json' },
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  request.end(JSON.stringify({ username: 'alice', pathway_id: 1 }));
  await untilLocked(test.dataSource);

  const closed = test.app.close();
  await blocker.query('commit');
  await blocker.end();
  const [answer] = await answered;
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.connection).toBe('close');
  answer.resume();
  await closed;
  agent.destroy();
});

it('does not wait for a connection that was opened and never used', async () => {
  const { hostname, port } = new URL(test.base);
  const unused = connect(Number(port), hostname);
  await once(unused, 'connect');
  await test.request.get('/livez').expect(200);
  const left = once(unused.resume(), 'close');
  await test.app.close();
  await left;
});
