import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import type { Env } from '../../src/config/index.js';
import { avroType } from '../../src/events/codec/avro.js';
import { CERTIFICATE_CREATED, CERTIFICATE_REVOKED, SCHEMAS } from '../../src/events/codec/schemas.js';
import { type Fields, RedisServer } from './redis-server.js';
import { createTestApp, type TestApp } from './test-app.js';

export const STREAM = 'dev-learning-certificate-lifecycle';
export const PROGRAM_STREAM = 'dev-learning-program-certificate-lifecycle';
export const RUN = 'course-v1:edX+DemoX+2026_T3';
export const GROUP = 'credentials-service';

/** The facts of an event about a certificate; the rest is as in recorded ones. */
export interface Certificate {
  readonly username: string;
  readonly lmsUserId?: bigint;
  readonly run?: string;
  readonly mode?: string;
  readonly status?: 'created' | 'revoked';
  readonly current?: string;
  readonly time: string;
  readonly id?: string;
}

const BY_STATUS = { created: CERTIFICATE_CREATED, revoked: CERTIFICATE_REVOKED } as const;
const TYPES = Object.fromEntries(
  Object.values(BY_STATUS).map((type) => [type, avroType(SCHEMAS[type]!)] as const),
);

/** An entry as the LMS writes it. */
export function certificateEntry({
  username,
  lmsUserId = 0n,
  run = RUN,
  mode = 'verified',
  status = 'created',
  current = status === 'created' ? 'downloadable' : 'unavailable',
  time,
  id = randomUUID(),
}: Certificate): Fields {
  const type = BY_STATUS[status];
  const pii = { username, email: `${username}@learners.example`, name: `Name of ${username}` };
  const value = {
    certificate: {
      user: { id: lmsUserId, is_active: true, pii },
      course: { course_key: run, display_name: 'Demo', start: null, end: null },
      ...{ mode, grade: '0.92', download_url: '', name: pii.name },
      ...{ current_status: current, previous_status: '' },
    },
  };
  return [
    ['type', type],
    ['id', id],
    ['source', 'openedx/lms/web'],
    ['time', time],
    ['minorversion', '0'],
    ['sourcehost', 'lms-1'],
    ['sourcelib', '10.5.0'],
    ['event_data', TYPES[type]!.toBuffer(value)],
  ];
}

export interface InboxLine {
  key: string;
  outcome: string;
  type: string | null;
  entry: unknown;
}

/** A Redis and an application that reads it, for the tests of a file. */
export function useEventStage(env: Env = {}) {
  const stage = {
    redis: undefined as unknown as RedisServer,
    test: undefined as unknown as TestApp,
    /** Another application on the same database and bus. */
    another: (more: Env = {}) =>
      createTestApp({ databaseUrl: stage.test.databaseUrl, env: { ...settings(), ...more } }),
    sql: <Row = unknown>(text: string, ...values: unknown[]) =>
      stage.test.dataSource.query<Row[]>(text, values),
    /** A course run of the catalog. */
    addRun: (key: string) =>
      stage.sql(
        `with made as (insert into course (uuid, key, title) values (gen_random_uuid(), $1, 'A course') returning id)
         insert into course_run (uuid, key, course_id) select gen_random_uuid(), $1, id from made`,
        key,
      ),
    /** The statuses of a learner's course credentials, by run. */
    async credentialsOf(username: string): Promise<Record<string, string>> {
      const rows = await stage.sql<{ run: string; status: string }>(
        `select cc.course_id as run, c.status from user_credential c
           join users u on u.id = c.user_id join course_certificate cc on cc.id = c.course_certificate_id
          where lower(u.username) = lower($1)`,
        username,
      );
      return Object.fromEntries(rows.map(({ run, status }) => [run, status]));
    },
    inbox: () => stage.sql<InboxLine>('select key, outcome, type, entry from event_inbox order by id'),
    /** Resolves once all entries of the stream are acknowledged and no delivery is on its way. */
    async settled(): Promise<void> {
      await until(async () => (await stage.open()) === 0);
      await until(async () => {
        const [row] = await stage.sql<{ open: boolean }>(
          `select exists (select from outbox where state = 'leased' or state = 'ready' and run_at <= now()) as open`,
        );
        return !row!.open;
      });
    },
    /** Takes all new entries as a member of the group that then does nothing. */
    async take(consumer: string): Promise<void> {
      await stage.redis.command('XGROUP', 'CREATE', STREAM, GROUP, '0', 'MKSTREAM').catch(() => undefined);
      await stage.redis.command('XREADGROUP', 'GROUP', GROUP, consumer, 'STREAMS', STREAM, '>');
    },
    /** Entries that the group has not read, or not acknowledged. */
    async open(): Promise<number> {
      // Before anybody has read or written there is no stream.
      const groups = (await stage.redis.command('XINFO', 'GROUPS', STREAM).catch(() => [])) as unknown[][];
      const group = groups
        .map((flat) => new Map(flat.flatMap((name, n) => (n % 2 === 0 ? [[String(name), flat[n + 1]]] : []))))
        .find((one) => String(one.get('name')) === GROUP);
      if (group === undefined) return Infinity;
      return Number(group.get('pending')) + Number(group.get('lag') ?? 0);
    },
  };

  const settings = (): Env => ({
    EVENT_BUS_URL: stage.redis.url,
    EVENT_BUS_TOPIC_PREFIX: 'dev',
    EVENT_BUS_RECLAIM_AFTER: '1',
    OUTBOX_POLL: '1',
    OUTBOX_RETRY_BASE: '1',
    ...env,
  });

  beforeAll(async () => {
    stage.redis = await RedisServer.start();
    stage.test = await createTestApp({ env: settings() });
    await stage.addRun(RUN);
  });

  afterAll(async () => {
    await stage.test.close();
    await stage.redis.close();
  });

  return stage;
}

/** Looks until it is so. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await delay(20);
}
