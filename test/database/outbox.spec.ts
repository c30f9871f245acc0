import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { OutboxCleaner } from '../../src/platform/outbox/outbox-cleaner.js';
import {
  buryMessages,
  claimMessages,
  countMessages,
  finishMessage,
  postponeMessage,
  releaseMessage,
  renewLeases,
} from '../../src/platform/outbox/outbox.sql.js';
import { genericPlan } from '../support/generic-plan.js';
import { TestOutbox } from '../support/outbox.js';

const LEASE = 60_000;

let outbox: TestOutbox;

const claim = async (owner: string, limit = 10, running: number[] = []): Promise<number[]> =>
  (await outbox.database.run(claimMessages, [owner, limit, LEASE, running])).map(({ id }) => Number(id));

const expire = (id: number) =>
  outbox.sql(`update outbox set lease_until = now() - interval '1 second' where id = $1`, [id]);

beforeAll(async () => {
  Logger.overrideLogger(false);
  outbox = await TestOutbox.open();
});

afterEach(() => outbox.sql('truncate outbox'));

afterAll(() => outbox.close());

describe('appending', () => {
  const message = { topic: 'test', dedupeKey: 'once', payload: { credential: 7 } };

  it('becomes visible with the commit of the transaction and not before', async () => {
    await outbox.database.transaction(async (transaction) => {
      expect(await outbox.service.append(transaction, message)).toBe(true);
      expect(await outbox.rows()).toEqual([]);
    });
    expect(await outbox.rows()).toMatchObject([
      { ...message, state: 'ready', attempts: 0, maxAttempts: 12, lastError: null, doneAt: null },
    ]);
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const failing = outbox.database.transaction(async (transaction) => {
      await outbox.service.append(transaction, message);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await outbox.rows()).toEqual([]);
  });

  it('leaves nothing behind when the transaction is a dry run, which tells what it found all the same', async () => {
    const appended = await outbox.database.transaction(
      (transaction) => outbox.service.append(transaction, message),
      {
        dryRun: true,
      },
    );
    expect(appended).toBe(true);
    expect(await outbox.rows()).toEqual([]);
  });

  it('fails the transaction when the row cannot be written', async () => {
    const failing = outbox.database.transaction((transaction) =>
      outbox.service.append(transaction, { ...message, maxAttempts: 0 }),
    );
    await expect(failing).rejects.toMatchObject({ code: '23514' });
  });

  it('keeps the first of two messages with the same key and says so', async () => {
    await outbox.append(message);
    const second = await outbox.database.transaction((transaction) =>
      outbox.service.append(transaction, { ...message, payload: { credential: 8 } }),
    );
    expect(second).toBe(false);
    expect(await outbox.rows()).toMatchObject([{ payload: { credential: 7 } }]);
  });

  it('makes one row of ten equal messages at the same moment', async () => {
    const attempts = Array.from({ length: 10 }, () =>
      outbox.database.transaction((transaction) => outbox.service.append(transaction, message)),
    );
    expect((await Promise.all(attempts)).filter((appended) => appended)).toHaveLength(1);
    expect(await outbox.rows()).toHaveLength(1);
  });
});

describe('claiming', () => {
  it('gives each message to one of many relays', async () => {
    for (let count = 0; count < 60; count += 1) await outbox.append();
    const owners = Array.from({ length: 20 }, () => randomUUID());
    const claimed = (await Promise.all(owners.map((owner) => claim(owner, 5)))).flat();
    expect(claimed).toHaveLength(60);
    expect(new Set(claimed).size).toBe(60);
  });

  it('passes over a row that another relay is just claiming, instead of waiting for it', async () => {
    const [first, second] = [await outbox.append(), await outbox.append()];
    await outbox.database.transaction(async (transaction) => {
      const rows = await transaction.run(claimMessages, [randomUUID(), 1, LEASE, []]);
      expect(rows.map(({ id }) => Number(id))).toEqual([first.id]);
      expect(await claim(randomUUID())).toEqual([second.id]);
    });
  });

  it('counts the attempt and leaves alone what is not due yet', async () => {
    const [due, later] = [await outbox.append(), await outbox.append()];
    await outbox.sql(`update outbox set run_at = now() + interval '1 hour' where id = $1`, [later.id]);
    expect(await claim(randomUUID())).toEqual([due.id]);
    expect(await outbox.row(due.id)).toMatchObject({ state: 'leased', attempts: 1 });
    expect(await outbox.row(later.id)).toMatchObject({ state: 'ready', attempts: 0 });
  });

  it('takes the one that is due the longest first', async () => {
    const [newer, older] = [await outbox.append(), await outbox.append()];
    await outbox.sql(`update outbox set run_at = now() - interval '1 hour' where id = $1`, [older.id]);
    expect(await claim(randomUUID(), 1)).toEqual([older.id]);
    expect(await claim(randomUUID(), 1)).toEqual([newer.id]);
  });
});

describe('a lease', () => {
  it('keeps others away until it runs out, and then lets them have the message', async () => {
    const { id } = await outbox.append();
    await claim(randomUUID());
    expect(await claim(randomUUID())).toEqual([]);
    await expire(id);
    expect(await claim(randomUUID())).toEqual([id]);
    expect(await outbox.row(id)).toMatchObject({ attempts: 2 });
  });

  it('does not give a relay what it is still running itself', async () => {
    const { id } = await outbox.append();
    const owner = randomUUID();
    await claim(owner);
    await expire(id);
    expect(await claim(owner, 10, [id])).toEqual([]);
  });

  it('can be renewed by its owner, also when it ran out and nobody noticed', async () => {
    const { id } = await outbox.append();
    const owner = randomUUID();
    await claim(owner);
    await expire(id);
    expect(await outbox.database.run(renewLeases, [owner, [id], [1], LEASE])).toEqual([{ id: String(id) }]);
    expect(await claim(randomUUID())).toEqual([]);
  });

  it('that was lost lets its former owner change nothing', async () => {
    const { id } = await outbox.append();
    const late = randomUUID();
    await claim(late);
    await expire(id);
    await claim(randomUUID());
    const before = await outbox.row(id);

    expect(await outbox.database.run(finishMessage, [id, late, 1, 'done', null])).toEqual([]);
    expect(await outbox.database.run(postponeMessage, [id, late, 1, 0, 'late'])).toEqual([]);
    expect(await outbox.database.run(releaseMessage, [id, late, 1])).toEqual([]);
    expect(await outbox.database.run(renewLeases, [late, [id], [1], LEASE])).toEqual([]);
    expect(await outbox.row(id)).toEqual(before);
  });

  it('of an earlier attempt does not count for the same owner either', async () => {
    const { id } = await outbox.append();
    const owner = randomUUID();
    await claim(owner);
    await expire(id);
    await claim(owner);
    expect(await outbox.database.run(finishMessage, [id, owner, 1, 'done', null])).toEqual([]);
    expect(await outbox.database.run(finishMessage, [id, owner, 2, 'done', null])).toEqual([
      { id: String(id) },
    ]);
    expect(await outbox.row(id)).toMatchObject({ state: 'done', leaseOwner: null, leaseUntil: null });
  });

  it('that ran out in the last attempt makes the message dead instead of starting it once more', async () => {
    const { id } = await outbox.append({ maxAttempts: 1 });
    await claim(randomUUID());
    expect(await outbox.database.run(buryMessages, [[], 'died'])).toEqual([]);
    await expire(id);
    expect(await claim(randomUUID())).toEqual([]);
    expect(await outbox.database.run(buryMessages, [[id], 'died'])).toEqual([]);
    expect(await outbox.database.run(buryMessages, [[], 'died'])).toEqual([
      { id: String(id), topic: 'test' },
    ]);
    expect(await outbox.row(id)).toMatchObject({ state: 'dead', lastError: 'died', attempts: 1 });
  });
});

describe('cleaning', () => {
  it('deletes what was done or cancelled long ago, and nothing else', async () => {
    const { keep } = { keep: 30 * 86_400_000 };
    await outbox.sql(
      `insert into outbox (topic, dedupe_key, payload, state, done_at)
       select 'test', state || days || '-' || copy, '{}', state, now() - make_interval(days => days)
         from unnest(array['done', 'cancelled', 'dead']) state, unnest(array[29, 31]) days, generate_series(1, 600) copy`,
    );
    await outbox.append({ dedupeKey: 'open' });
    await outbox.sql(
      `update outbox set created = now() - interval '1 year', run_at = created where state = 'ready'`,
    );

    const cleaner = new OutboxCleaner(outbox.database, { keep } as ConstructorParameters<
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
  it('is by topic and state, and says how long the oldest ready one is overdue', async () => {
    const { id } = await outbox.append({ topic: 'one' });
    await outbox.sql(`update outbox set run_at = now() - interval '1 day' where id = $1`, [id]);
    expect(await claim(randomUUID(), 1)).toEqual([id]);
    for (const topic of ['one', 'two', 'two']) await outbox.append({ topic });
    await outbox.sql(`update outbox set run_at = now() - interval '60 seconds' where topic = 'two'`);
    const { id: dead } = await outbox.append({ topic: 'two' });
    await outbox.sql(`update outbox set state = 'dead', done_at = now() where id = $1`, [dead]);
    const rows = await outbox.database.run(countMessages, []);
    const found = rows.map(({ topic, state, count }) => `${topic} ${state} ${count}`);
    expect(found.toSorted()).toEqual(['one leased 1', 'one ready 1', 'two dead 1', 'two ready 2']);
    const overdue = rows.map((row) => row.overdue).sort((a, b) => b - a);
    expect(overdue[0]).toBeGreaterThanOrEqual(60);
    expect(overdue[0]).toBeLessThan(3600);
  });

  it('reads the open and the dead rows by their indexes, and none of the many that are done', async () => {
    await outbox.sql(
      `insert into outbox (topic, dedupe_key, payload, state, done_at)
       select 'test', 'done-' || i, '{}', 'done', now() from generate_series(1, 20000) i`,
    );
    await outbox.append();
    await outbox.sql('analyze outbox');
    const plan = await genericPlan(outbox.dataSource, countMessages, []);
    expect(plan).toMatch(/using outbox_open_ix/);
    expect(plan).toMatch(/using outbox_dead_ix/);
    expect(plan).not.toContain('Seq Scan');
  });
});
