import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { certificateEntry, GROUP, RUN, STREAM, until } from '../support/event-stage.js';
import { freePort } from '../support/free-port.js';
import { type OpenDatabase, openDatabase } from '../support/open-database.js';
import { fieldsOf, POISON } from '../support/recorded-events.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { TOKEN_SETTINGS } from '../support/tokens.js';

const LEARNERS = 200;
const KILLS = 5;

describeWithRedis('workers that are killed while they read the event bus', () => {
  let redis: RedisServer;
  let open: OpenDatabase;
  let dataDir: string;
  const workers = new Set<ServiceProcess>();

  beforeAll(async () => {
    redis = await RedisServer.start();
    open = await openDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'event-bus-killed-'));
    await open.dataSource.query(
      `with made as (insert into course (uuid, key, title) values (gen_random_uuid(), 'edX+DemoX', 'A course') returning id)
       insert into course_run (uuid, key, course_id) select gen_random_uuid(), $1, id from made`,
      [RUN],
    );
  });

  afterAll(async () => {
    await Promise.all([...workers].map(kill));
    await open.close();
    await redis.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const kill = async (worker: ServiceProcess) => {
    worker.process.kill('SIGKILL');
    await worker.ended;
    workers.delete(worker);
  };

  const startWorker = async (consumer: string) => {
    const port = await freePort();
    const worker = startService({
      ...TOKEN_SETTINGS,
      ROLE: 'worker',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DATA_DIR: dataDir,
      DATABASE_URL: open.url,
      EVENT_BUS_URL: redis.url,
      EVENT_BUS_TOPIC_PREFIX: 'dev',
      EVENT_BUS_CONSUMER: consumer,
      EVENT_BUS_RECLAIM_AFTER: '1',
      OUTBOX_LEASE: '2',
      OUTBOX_POLL: '1',
      LOG_LEVEL: 'info',
    });
    workers.add(worker);
    await worker.says('listening');
    return worker;
  };

  const handled = async () => {
    const [row] = await open.dataSource.query<[{ count: number }]>(
      'select count(*)::int as count from event_inbox',
    );
    return row.count;
  };

  it('lose nothing, and apply each event once', async () => {
    // The award of each learner comes twice, and for every other one a revocation comes before it.
    const entries = Array.from({ length: LEARNERS }, (_, n) => {
      const username = `killed_${n}`;
      const award = certificateEntry({ username, time: '2026-11-20T08:30:15Z' });
      const revocation = certificateEntry({ username, status: 'revoked', time: '2026-11-20T09:30:15Z' });
      return n % 2 === 0 ? [revocation, award, award] : [award, award];
    }).flat();
    for (const entry of [...entries, ...POISON.map(fieldsOf)]) await redis.add(STREAM, entry);

    for (let n = 1; n <= KILLS; n += 1) {
      const before = await handled();
      const worker = await startWorker(`worker-${n}`);
      // In the middle of an entry, wherever that is.
      await until(async () => (await handled()) > before);
      await delay(Math.random() * 100);
      await kill(worker);
    }
    await startWorker('the-last');
    await until(async () => {
      const [pending] = (await redis.command('XPENDING', STREAM, GROUP)) as [number];
      const group = ((await redis.command('XINFO', 'GROUPS', STREAM)) as unknown[][])[0]!;
      return pending === 0 && Number(group[group.findIndex((name) => String(name) === 'lag') + 1]) === 0;
    });

    // What a dead worker had taken may come after what is newer: then both count, and the newer one stays.
    const [found] = await open.dataSource.query<[{ wrong: number; changes: number; credentials: number }]>(
      `select count(*) filter (where c.status <> case when substr(u.username, 8)::int % 2 = 0 then 'revoked' else 'awarded' end)::int as wrong,
              sum(c.status_changes)::int as changes, count(*)::int as credentials
         from user_credential c join users u on u.id = c.user_id where u.username ~ '^killed_'`,
    );
    const [audited] = await open.dataSource.query<[{ count: number }]>(
      `select count(*)::int as count from audit_log
        where subject = 'credential' and user_id in (select id from users where username ~ '^killed_')`,
    );
    expect(found).toEqual({ wrong: 0, changes: audited.count, credentials: LEARNERS });
    const [inbox] = await open.dataSource.query<[{ kept: number; others: number }]>(
      `select count(*) filter (where outcome = 'kept')::int as kept, count(*) filter (where outcome <> 'kept')::int as others
         from event_inbox`,
    );
    // Each event once, and the one of the poison that has no id.
    expect(inbox).toEqual({ kept: 8, others: LEARNERS + LEARNERS / 2 + 1 });
  }, 240_000);
});
