import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { VERSION } from '../../src/config/index.js';
import { endConnections } from '../support/end-connections.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { untilLocked } from '../support/until-locked.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const ROUTE = '/api/v2/credentials/:uuid';
const IN_USE = 'database_pool_connections{pool="primary",state="in_use"}';

async function scrape({ request }: TestApp, name: string): Promise<string[]> {
  const { text } = await request.get('/metrics/').expect(200);
  return text.split('\n').filter((line) => line.startsWith(name));
}

/** The value of one line, found by name with labels. */
async function figure(test: TestApp, name: string): Promise<number | undefined> {
  const line = (await scrape(test, name)).find((found) => found.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
}

const requests = (labels: string) => `http_request_duration_seconds_count{${labels}}`;

describe('a scrape', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  it('comes in the format that Prometheus reads, without a token, with and without the slash', async () => {
    for (const path of ['/metrics', '/metrics/']) {
      const { headers, text } = await test.request.get(path).expect(200);
      expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      const broken = text
        .split('\n')
        .filter((line) => !/^$|^# (HELP|TYPE) \w+ \S|^\w+(\{(\w+="[^"\n]*",?)+\})? \S+$/.test(line));
      expect(broken).toEqual([]);
    }
  });

  it('counts requests by the pattern of their route, and says nothing of whom they were about', async () => {
    const { body } = await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential: { program_uuid: PROGRAM } })
      .expect(201);
    const { uuid } = body as { uuid: string };
    const path = `/api/v2/credentials/${uuid}/?username=alice`;
    await test.request.get(path).set('Authorization', test.as('root')).expect(200);
    await test.request.get(path).set('Authorization', test.as('root')).expect(200);
    await test.request.get(path).expect(401);
    expect(await figure(test, requests(`method="GET",route="${ROUTE}",status="200"`))).toBe(2);
    expect(await figure(test, requests(`method="GET",route="${ROUTE}",status="401"`))).toBe(1);
    expect(await figure(test, requests(`method="POST",route="/api/v2/credentials",status="201"`))).toBe(1);
    const { text } = await test.request.get('/metrics/');
    expect(text).not.toMatch(new RegExp(`alice|root|${uuid}|${PROGRAM}`));
  });

  it('puts each request into every class that it is not longer than', async () => {
    await test.request.get('/livez').expect(200);
    const labels = 'method="GET",route="/livez",status="200"';
    const lines = await scrape(test, 'http_request_duration_seconds_bucket{le=');
    const counts = lines
      .filter((line) => line.includes(labels))
      .map((line) => /le="([^"]+)".*\} (\d+)$/.exec(line)!.slice(1));
    expect(counts.map(([bound]) => bound).slice(0, 3)).toEqual(['0.001', '0.0025', '0.005']);
    expect(counts.at(-1)).toEqual(['+Inf', '1']);
    const numbers = counts.map(([, count]) => Number(count));
    expect(numbers).toEqual(numbers.toSorted());
    const seconds = await figure(test, `http_request_duration_seconds_sum{${labels}}`);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
  });

  it('has one series for all paths that do not exist and one for all methods without a route', async () => {
    const count = async (method: string) =>
      (await figure(test, requests(`method="${method}",route="none",status="404"`))) ?? 0;
    const [gets, others] = [await count('GET'), await count('OTHER')];
    for (const path of ['/nowhere', '/wp-login.php', '/api/v3/alice/']) {
      await test.request.get(path).expect(404);
    }
    for (const method of ['PROPFIND', 'MKCOL']) await send(method, '/nowhere');
    expect([await count('GET'), await count('OTHER')]).toEqual([gets + 3, others + 2]);
    expect((await scrape(test, '')).filter((line) => /nowhere|wp-login|PROPFIND|MKCOL/.test(line))).toEqual(
      [],
    );
  });

  it('counts itself as the one request in progress, whatever was broken or cut off before', async () => {
    await send('GET', '/api/v2/credentials/%zz/');
    await test.request.get('/api/v2/credentials/?username=%00').expect(401);
    await send('OPTIONS', '/health/');
    expect(await figure(test, 'http_requests_in_progress')).toBe(1);

    const blocker = new pg.Client({ connectionString: test.databaseUrl });
    await blocker.connect();
    await blocker.query('begin; lock table user_credit_pathway in access exclusive mode');
    const held = httpRequest(`${test.base}/records/programs/${PROGRAM}/send/`, {
      method: 'POST',
      headers: { authorization: test.as('root'), 'content-type': 'application/json' },
    });
    held.on('error', () => undefined);
    held.end(JSON.stringify({ username: 'alice', pathway_id: 1 }));
    await until(async () => (await figure(test, 'http_requests_in_progress')) === 2);
    expect(await figure(test, 'http_requests_aborted_total')).toBe(0);
    await untilLocked(test.dataSource);
    held.destroy();
    await until(async () => (await figure(test, 'http_requests_in_progress')) === 1);
    expect(await figure(test, 'http_requests_aborted_total')).toBe(1);
    await blocker.query('commit');
    await blocker.end();
    // The aborted request is still at work, and the next assertions count rows and connections.
    await until(async () => (await figure(test, IN_USE)) === 0);
  });

  it('tells for how long somebody has kept a transaction open', async () => {
    const forgotten = new pg.Client({ connectionString: test.databaseUrl });
    await forgotten.connect();
    await forgotten.query('begin; select from users limit 1');
    const age = () => figure(test, 'database_oldest_transaction_seconds');
    await until(async () => ((await age()) ?? 0) > 0.5);
    await forgotten.end();
    await until(async () => ((await age()) ?? 1) < 0.5);
  });

  it('tells of the pool, the process and the sheets that wait to be set', async () => {
    expect(await figure(test, 'database_pool_connections{pool="primary",state="idle"}')).toBeGreaterThan(0);
    await test.database.transaction(async () => {
      expect(await figure(test, IN_USE)).toBe(1);
    });
    expect(await figure(test, IN_USE)).toBe(0);
    expect(await figure(test, 'database_pool_waiting{pool="primary"}')).toBe(0);
    expect(await figure(test, 'certificate_sheet_waiting')).toBe(0);
    expect(await figure(test, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);
    const started = await figure(test, 'process_start_time_seconds');
    expect(Math.abs(started! - Date.now() / 1000)).toBeLessThan(3600);
    expect(await figure(test, `nodejs_version_info{version="${process.version}"}`)).toBe(1);
    const build = `version="${VERSION}",commit="unknown",node="${process.version}"`;
    expect(await figure(test, `build_info{${build}}`)).toBe(1);
  });

  it('tells what waits in the outbox, and for how long', async () => {
    const TOPIC = 'credential.awarded';
    const SUBSCRIBER = 'completion-mail';
    const waiting = (state: string, topic = TOPIC, subscriber = SUBSCRIBER) =>
      `outbox_messages{topic="${topic}",subscriber="${subscriber}",state="${state}"}`;
    await test.dataSource.query('delete from outbox');
    expect(await figure(test, waiting('ready'))).toBe(0);
    expect(await figure(test, 'outbox_oldest_due_age_seconds')).toBe(0);
    await test.dataSource.query(
      `insert into outbox (topic, subscriber, dedupe_key, payload, run_at) values
         ('${TOPIC}', '${SUBSCRIBER}', 'a', '{"credentialId": 0}', now() - interval '100 seconds'),
         ('${TOPIC}', '${SUBSCRIBER}', 'b', '{"credentialId": 0}', now() + interval '1 hour'),
         ('of.another.version', 'newer', 'c', '{}', now())`,
    );
    expect(await figure(test, waiting('ready'))).toBe(2);
    expect(await figure(test, waiting('leased'))).toBe(0);
    expect(await figure(test, waiting('ready', 'of.another.version', 'newer'))).toBe(1);
    const age = await figure(test, 'outbox_oldest_due_age_seconds');
    expect(age).toBeGreaterThanOrEqual(100);
    expect(age).toBeLessThan(200);
  });

  it('tells of the last copy of the catalog, and nothing before there was one', async () => {
    const time = 'catalog_sync_last_success_timestamp_seconds';
    expect(await figure(test, time)).toBeUndefined();
    await test.dataSource.query(
      `insert into catalog_sync (started, finished, summary)
       values ('2026-01-01Z', '2026-01-01 00:01Z',
               '{"programs": {"added": 3, "changed": 0, "unchanged": 7, "gone": 1, "kept": 0}}')`,
    );
    expect(await figure(test, time)).toBe(Date.UTC(2026, 0, 1, 0, 1) / 1000);
    expect(await figure(test, 'catalog_sync_last_entries{kind="programs",outcome="added"}')).toBe(3);
    expect(await figure(test, 'catalog_sync_last_entries{kind="programs",outcome="gone"}')).toBe(1);
  });

  /** Sends also methods that supertest lacks, and paths that it would change. */
  async function send(method: string, path: string): Promise<void> {
    const { hostname, port } = new URL(test.base);
    const request = httpRequest({ hostname, port, method, path }).end();
    const [answer] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    answer.resume();
    await once(answer, 'end');
  }
});

describe('a scrape of a process', () => {
  it('that is a worker is answered, and tells what it did with messages', async () => {
    const test = await createTestApp({ env: { ROLE: 'worker', SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true' } });
    await test.dataSource.query(
      `insert into outbox (topic, subscriber, dedupe_key, payload)
         values ('credential.awarded', 'completion-mail', 'a', '{"credentialId": 0}');
       notify outbox`,
    );
    const attempts = (outcome: string) =>
      `outbox_attempts_total{topic="credential.awarded",subscriber="completion-mail",outcome="${outcome}"}`;
    await until(async () => (await figure(test, attempts('cancelled'))) === 1);
    expect(await figure(test, attempts('done'))).toBe(0);
    await test.request.get('/metrics-of-others').expect(404);
    await test.close();
  });

  it('with read replicas tells of the pool of each', async () => {
    const replica = String(process.env.TEST_PG);
    const test = await createTestApp({ env: { DATABASE_REPLICA_URLS: `${replica},${replica}` } });
    const lines = await scrape(test, 'database_pool_waiting{');
    expect(lines.map((line) => /pool="(\w+)"\} 0$/.exec(line)?.[1])).toEqual([
      'primary',
      'replica_1',
      'replica_2',
    ]);
    await test.close();
  });

  it('whose database is gone still tells the rest, and that it is gone', async () => {
    const test = await createTestApp();
    expect(await figure(test, 'database_up')).toBe(1);
    expect(await scrape(test, 'outbox_messages{')).not.toEqual([]);
    const name = new URL(test.databaseUrl).pathname.slice(1);
    const admin = new pg.Client({ connectionString: process.env.TEST_PG });
    await admin.connect();
    await admin.query(`alter database ${name} allow_connections false`);
    await endConnections(test);
    expect(await figure(test, 'database_up')).toBe(0);
    expect(await scrape(test, 'outbox_messages{')).toEqual([]);
    expect(await scrape(test, 'outbox_oldest_due_age_seconds')).toEqual([]);
    expect(await figure(test, 'http_requests_in_progress')).toBe(1);
    await admin.query(`alter database ${name} allow_connections true`);
    await admin.end();
    await until(async () => (await figure(test, 'database_up')) === 1);
    expect(await scrape(test, 'outbox_messages{')).not.toEqual([]);
    await test.close();
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}
