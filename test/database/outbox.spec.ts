import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Transaction } from '../../src/platform/database/index.js';
import { OutboxCleaner } from '../../src/platform/outbox/outbox-cleaner.js';
import {
  giveUpDeliveries,
  claimDeliveries,
  countDeliveries,
  finishDelivery,
  postponeDelivery,
  releaseDelivery,
  renewLeases,
} from '../../src/platform/outbox/outbox.sql.js';
import { genericPlan } from '../support/generic-plan.js';
import { TEST_TOPIC, useTestOutbox } from '../support/outbox.js';

const LEASE = 60_000;

const outbox = useTestOutbox();

const claim = async (owner: string, limit = 10, running: number[] = []): Promise<number[]> =>
  (await outbox.database.run(claimDeliveries, [owner, LEASE, running, ['test'], [limit], [null]]))
    .filter(({ id }) => id !== null)
    .map(({ id }) => Number(id));

const expire = (id: number) =>
  outbox.sql(`update outbox set lease_until = now() - interval '1 second' where id = $1`, [id]);

describe('publishing', () => {
  const event = { key: 'once', payload: { credential: 7 } };
  const publish = (transaction: Transaction, changed: object = {}) =>
    outbox.service.publish(transaction, TEST_TOPIC, { ...event, ...changed });

  it('becomes visible with the commit of the transaction and not before', async () => {
    await outbox.database.transaction(async (transaction) => {
      expect(await publish(transaction)).toBe(1);
      expect(await outbox.rows()).toEqual([]);
    });
    expect(await outbox.rows()).toMatchObject([
      {
        topic: 'test',
        subscriber: 'test',
        dedupeKey: 'test:once',
        payload: { credential: 7, version: 1 },
        state: 'ready',
        attempts: 0,
        maxAttempts: 12,
        lastError: null,
        doneAt: null,
      },
    ]);
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const failing = outbox.database.transaction(async (transaction) => {
      await publish(transaction);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await outbox.rows()).toEqual([]);
  });

  it('leaves nothing behind when the transaction is a dry run, which tells what it found all the same', async () => {
    const written = await outbox.database.transaction((transaction) => publish(transaction), {
      dryRun: true,
    });
    expect(written).toBe(1);
    expect(await outbox.rows()).toEqual([]);
  });

  it('fails the transaction when the row cannot be written', async () => {
    const failing = outbox.database.transaction((transaction) =>
      publish(transaction, { payload: { text: '\0' } }),
    );
    await expect(failing).rejects.toMatchObject({ code: '22P05' });
  });

  it('keeps the first of two events with the same key and says so', async () => {
    await outbox.publish(event);
    const second = await outbox.database.transaction((transaction) =>
      publish(transaction, { payload: { credential: 8 } }),
    );
    expect(second).toBe(0);
    expect(await outbox.rows()).toMatchObject([{ payload: { credential: 7 } }]);
  });

  it('makes one row of ten equal events at the same moment', async () => {
    const attempts = Array.from({ length: 10 }, () =>
      outbox.database.transaction((transaction) => publish(transaction)),
    );
    expect((await Promise.all(attempts)).filter((written) => written === 1)).toHaveLength(1);
    expect(await outbox.rows()).toHaveLength(1);
  });
});

describe('claiming', () => {
  it('gives each message to one of many relays', async () => {
    for (let count = 0; count < 60; count += 1) await outbox.publish();
    const owners = Array.from({ length: 20 }, () => randomUUID());
    const claimed = (await Promise.all(owners.map((owner) => claim(owner, 5)))).flat();
    expect(claimed).toHaveLength(60);
    expect(new Set(claimed).size).toBe(60);
  });

  it('passes over a row that another relay is just claiming, instead of waiting for it', async () => {
    const [first, second] = [await outbox.publish(), await outbox.publish()];
    await outbox.database.transaction(async (transaction) => {
      const rows = await transaction.run(claimDeliveries, [randomUUID(), LEASE, [], ['test'], [1], [null]]);
      expect(rows.map(({ id }) => Number(id))).toEqual([first.id]);
      expect(await claim(randomUUID())).toEqual([second.id]);
    });
  });

  it('counts the attempt and leaves alone what is not due yet', async () => {
    const [due, later] = [await outbox.publish(), await outbox.publish()];
    await outbox.sql(`update outbox set run_at = now() + interval '1 hour' where id = $1`, [later.id]);
    expect(await claim(randomUUID())).toEqual([due.id]);
    expect(await outbox.row(due.id)).toMatchObject({ state: 'leased', attempts: 1 });
    expect(await outbox.row(later.id)).toMatchObject({ state: 'ready', attempts: 0 });
  });

  it('leaves rows of subscribers that it does not know to a release that does', async () => {
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload) values ('test', 'of.a.newer.release', 'key', '{}')`,
    );
    expect(await claim(randomUUID())).toEqual([]);
    expect(await outbox.rows()).toMatchObject([{ state: 'ready', attempts: 0 }]);
  });

  it('takes the one that is due the longest first', async () => {
    const [newer, older] = [await outbox.publish(), await outbox.publish()];
    await outbox.sql(`update outbox set run_at = now() - interval '1 hour' where id = $1`, [older.id]);
    expect(await claim(randomUUID(), 1)).toEqual([older.id]);
    expect(await claim(randomUUID(), 1)).toEqual([newer.id]);
  });
});

describe('a lease', () => {
  it('keeps others away until it runs out, and then lets them have the message', async () => {
    const { id } = await outbox.publish();
    await claim(randomUUID());
    expect(await claim(randomUUID())).toEqual([]);
    await expire(id);
    expect(await claim(randomUUID())).toEqual([id]);
    expect(await outbox.row(id)).toMatchObject({ attempts: 2 });
  });

  it('does not give a relay what it is still running itself', async () => {
    const { id } = await outbox.publish();
    const owner = randomUUID();
    await claim(owner);
    await expire(id);
    expect(await claim(owner, 10, [id])).toEqual([]);
  });

  it('can be renewed by its owner, also when it ran out and nobody noticed', async () => {
    const { id } = await outbox.publish();
    const owner = randomUUID();
    await claim(owner);
    await expire(id);
    expect(await outbox.database.run(renewLeases, [owner, [id], [1], LEASE])).toEqual([{ id: String(id) }]);
    expect(await claim(randomUUID())).toEqual([]);
  });

  it('that was lost lets its former owner change nothing', async () => {
    const { id } = await outbox.publish();
    const late = randomUUID();
    await claim(late);
    await expire(id);
    await claim(randomUUID());
    const before = await outbox.row(id);

    expect(await outbox.database.run(finishDelivery, [id, late, 1, 'done', null])).toEqual([]);
    expect(await outbox.database.run(postponeDelivery, [id, late, 1, 0, 'late', false])).toEqual([]);
    expect(await outbox.database.run(releaseDelivery, [id, late, 1, 'late'])).toEqual([]);
    expect(await outbox.database.run(renewLeases, [late, [id], [1], LEASE])).toEqual([]);
    expect(await outbox.row(id)).toEqual(before);
  });

  it('of an earlier attempt does not count for the same owner either', async () => {
    const { id } = await outbox.publish();
    const owner = randomUUID();
    await claim(owner);
    await expire(id);
    await claim(owner);
    expect(await outbox.database.run(finishDelivery, [id, owner, 1, 'done', null])).toEqual([]);
    expect(await outbox.database.run(finishDelivery, [id, owner, 2, 'done', null])).toEqual([
      { id: String(id), nextDueAt: null },
    ]);
    expect(await outbox.row(id)).toMatchObject({ state: 'done', leaseOwner: null, leaseUntil: null });
  });

  it('that ran out in the last attempt makes the message dead instead of starting it once more', async () => {
    const { id } = await outbox.publish({ maxAttempts: 1 });
    await claim(randomUUID());
    expect(await outbox.database.run(giveUpDeliveries, [[], 'died'])).toEqual([]);
    await expire(id);
    expect(await claim(randomUUID())).toEqual([]);
    expect(await outbox.database.run(giveUpDeliveries, [[id], 'died'])).toEqual([]);
    expect(await outbox.database.run(giveUpDeliveries, [[], 'died'])).toEqual([
      { id: String(id), subscriber: 'test' },
    ]);
    expect(await outbox.row(id)).toMatchObject({ state: 'dead', lastError: 'died', attempts: 1 });
  });
});

describe('cleaning', () => {
  it('deletes what was done or cancelled long ago, and nothing else', async () => {
    const { keepMs } = { keepMs: 30 * 86_400_000 };
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload, state, done_at)
       select 'test', 'test', state || days || '-' || copy, '{}', state, now() - make_interval(days => days)
         from unnest(array['done', 'cancelled', 'dead']) state, unnest(array[29, 31]) days, generate_series(1, 600) copy`,
    );
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload, created, run_at)
       select 'test', 'test', 'open', '{}', long_ago, long_ago from (select now() - interval '1 year') old (long_ago)`,
    );

    const cleaner = new OutboxCleaner(outbox.database, { keepMs } as ConstructorParameters<
      typeof OutboxCleaner
    >[1]);
    expect(await cleaner.clean()).toBe(1200);
    expect(
      await outbox.sql(
        `select state, (now() - done_at > interval '30 days') as old, count(*)::int
           from outbox group by 1, 2 order by 1, 2`,
      ),
    ).toEqual([
      { state: 'cancelled', old: false, count: 600 },
      { state: 'dead', old: false, count: 600 },
      { state: 'dead', old: true, count: 600 },
      { state: 'done', old: false, count: 600 },
      { state: 'ready', old: null, count: 1 },
    ]);
  });
});

describe('the count of messages', () => {
  it('is by topic, subscriber and state, and says how long the oldest ready one is overdue', async () => {
    const { id } = await outbox.publish();
    await outbox.sql(`update outbox set run_at = now() - interval '1 day' where id = $1`, [id]);
    expect(await claim(randomUUID(), 1)).toEqual([id]);
    await outbox.publish();
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload, run_at, state, done_at) values
         ('test', 'other', '1', '{}', now() - interval '60 seconds', 'ready', null),
         ('test', 'other', '2', '{}', now(), 'ready', null), ('two', 'other', '3', '{}', now(), 'dead', now())`,
    );
    const rows = await outbox.database.run(countDeliveries, []);
    const found = rows.map((row) => `${row.topic} ${row.subscriber} ${row.state} ${row.count}`);
    expect(found.toSorted()).toEqual([
      'test other ready 2',
      'test test leased 1',
      'test test ready 1',
      'two other dead 1',
    ]);
    const overdue = rows.map((row) => row.overdue).sort((a, b) => b - a);
    expect(overdue[0]).toBeGreaterThanOrEqual(60);
    expect(overdue[0]).toBeLessThan(3600);
  });

  it('reads the open and the dead rows by their indexes, and none of the many that are done', async () => {
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload, state, done_at)
       select 'test', 'test', 'done-' || i, '{}', 'done', now() from generate_series(1, 20000) i`,
    );
    await outbox.publish();
    await outbox.sql('analyze outbox');
    const plan = await genericPlan(outbox.dataSource, countDeliveries, []);
    expect(plan).toMatch(/using outbox_open_ix/);
    expect(plan).toMatch(/using outbox_dead_ix/);
    expect(plan).not.toContain('Seq Scan');
  });
});
