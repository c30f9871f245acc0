import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ClaimWindows } from '../../src/platform/outbox/claim-windows.js';
import { type ClaimedRow, claimDeliveries } from '../../src/platform/outbox/outbox.sql.js';
import { PermanentFailure, TemporaryFailure } from '../../src/platform/outbox/index.js';
import { type Deliver, TEST_TOPIC, useTestOutbox } from '../support/outbox.js';

const outbox = useTestOutbox();

const SUBJECT = 'invoice:7';

/** Remembers the keys of what it delivered, in order. `before` runs at each attempt. */
function recorded(before: Deliver = () => Promise.resolve()) {
  const keys: string[] = [];
  const deliver: Deliver = async (delivery, signal) => {
    await before(delivery, signal);
    keys.push(delivery.dedupeKey.replace('test:', ''));
  };
  return { keys, deliver };
}

const untilNoneIsOpen = async () => {
  const open = () => outbox.sql(`select from outbox where state in ('ready', 'leased')`);
  while ((await open()).length > 0) await delay(10);
};

describe('deliveries about one subject', () => {
  const publish = async (...keys: string[]) => {
    const rows = [];
    for (const key of keys) rows.push(await outbox.publish({ key, subject: SUBJECT }));
    return rows;
  };

  it('come in the order of publishing, one after the other, whatever their times and however many relays', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `event-${n}`);
    await publish(...names);
    await outbox.sql(`update outbox set run_at = now() - id * interval '1 minute'`);
    let [now, most] = [0, 0];
    const { keys, deliver } = recorded(async () => {
      most = Math.max(most, (now += 1));
      await delay(2);
      now -= 1;
    });
    for (let relay = 0; relay < 3; relay += 1) outbox.start(deliver, { pollMs: 30 });
    await untilNoneIsOpen();
    expect(keys).toEqual(names);
    expect(most).toBe(1);
  });

  it('follow each other in one relay without a wait for its poll', async () => {
    await publish('first', 'second', 'third');
    const { keys, deliver } = recorded();
    outbox.start(deliver);
    await untilNoneIsOpen();
    expect(keys).toEqual(['first', 'second', 'third']);
  });

  it('wait while an earlier one is to be tried again', async () => {
    const [first, second] = await publish('first', 'second');
    let fails = true;
    const { keys, deliver } = recorded(() =>
      fails ? Promise.reject(new TemporaryFailure('not now')) : Promise.resolve(),
    );
    outbox.start(deliver);
    await outbox.until(first!.id, ({ lastError }) => lastError === 'not now');
    const other = await outbox.publish({ key: 'other', subject: 'invoice:8' });
    await outbox.until(other.id, ({ attempts }) => attempts === 1);
    expect(await outbox.row(second!.id)).toMatchObject({ state: 'ready', attempts: 0 });
    fails = false;
    await outbox.database.transaction((transaction) => outbox.service.retry(transaction, first!.id));
    await outbox.until(second!.id, ({ state }) => state === 'done');
    expect(keys.filter((key) => key !== 'other')).toEqual(['first', 'second']);
  });

  it('do not wait for one that was given up', async () => {
    const [first, second] = await publish('first', 'second');
    const { keys, deliver } = recorded(({ dedupeKey }) =>
      dedupeKey === 'test:first' ? Promise.reject(new PermanentFailure('never')) : Promise.resolve(),
    );
    outbox.start(deliver);
    await outbox.until(second!.id, ({ state }) => state === 'done');
    expect(await outbox.row(first!.id)).toMatchObject({ state: 'dead' });
    expect(keys).toEqual(['second']);
  });

  it('become due in the order of the changes, also when the later change began first', async () => {
    await outbox.sql('create table changed (id integer primary key); insert into changed values (1)');
    const change = async (key: string, begun: () => Promise<unknown>) =>
      outbox.database.transaction(async (transaction) => {
        // The time of now() is set from here on.
        await transaction.manager.query('select now()');
        await begun();
        await transaction.manager.query('select from changed where id = 1 for update');
        await outbox.service.publish(transaction, TEST_TOPIC, { key, subject: SUBJECT, payload: {} });
      });
    await change('second', () => change('first', () => Promise.resolve()));
    const byTime = await outbox.sql<{ key: string }>('select dedupe_key as key from outbox order by run_at');
    const byId = await outbox.sql<{ key: string }>('select dedupe_key as key from outbox order by id');
    await outbox.sql('drop table changed');
    expect(byTime).toEqual([{ key: 'test:first' }, { key: 'test:second' }]);
    expect(byId).toEqual(byTime);
  });
});

describe('the places of a relay', () => {
  it('are of each subscriber alone: one that hangs holds up no other', async () => {
    const stuck = Promise.withResolvers<undefined>();
    const { keys, deliver } = recorded();
    const insert = (subscriber: string, count: number) =>
      outbox.sql(
        `insert into outbox (topic, subscriber, dedupe_key, payload)
         select 'test', $1, 'test:' || $1 || n, '{}' from generate_series(1, $2) n`,
        [subscriber, count],
      );
    await insert('hanging', 20);
    outbox.start({ hanging: () => stuck.promise, working: deliver }, { concurrency: 2, pollMs: 20 });
    await insert('working', 20);
    while (keys.length < 20) await delay(10);
    stuck.resolve(undefined);
    await untilNoneIsOpen();
  });
});

describe('a claim beside a transaction that stays open', () => {
  const ROWS = 8000;

  /** Pages that a claim reads, in a transaction that is rolled back. */
  const pagesOf = async (since: number | null): Promise<number> => {
    let plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } | undefined;
    await outbox.database.transaction(
      async ({ manager }) => {
        const [row] = await manager.query<[{ 'QUERY PLAN': [{ Plan: typeof plan }] }]>(
          `explain (analyze, buffers, format json) ${claimDeliveries.text}`,
          [randomUUID(), 60_000, [], ['test'], [5], [since]],
        );
        plan = row['QUERY PLAN'][0].Plan;
      },
      { dryRun: true },
    );
    return plan!['Shared Hit Blocks'] + plan!['Shared Read Blocks'];
  };

  it('reads few pages, however many finished rows no vacuum may remove', async () => {
    const report = new pg.Client({ connectionString: outbox.url });
    await report.connect();
    try {
      await report.query('begin isolation level repeatable read; select from outbox');
      await outbox.sql(
        `insert into outbox (topic, subscriber, dedupe_key, payload, run_at)
         select 'test', 'test', 'test:' || n, '{}', now() - interval '1 hour' + n * interval '1 millisecond'
           from generate_series(1, ${ROWS}) n`,
      );
      const windows = new ClaimWindows();
      for (let taken = -1; taken !== 0;) {
        const params = [randomUUID(), 60_000, [], ['test'], [1000], [windows.of('test')]] as const;
        const answer = await outbox.database.run(claimDeliveries, [...params] as never);
        const rows = answer.filter(({ id }) => id !== null) as ClaimedRow[];
        windows.claimed('test', rows, 1000, answer[0]!.at);
        await outbox.sql(
          `update outbox set state = 'done', done_at = now(), lease_owner = null, lease_until = null where state = 'leased'`,
        );
        taken = rows.length;
      }
      await outbox.publish();
      await outbox.sql('vacuum analyze outbox');
      const [windowed, full] = [await pagesOf(windows.of('test')), await pagesOf(null)];
      // Each of the two versions that a finished row had in the index of open rows leads to a page of the table.
      expect(full).toBeGreaterThan(500);
      expect(windowed).toBeLessThan(100);
    } finally {
      await report.end();
    }
  });
});
