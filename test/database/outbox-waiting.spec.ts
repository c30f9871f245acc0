import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Waiting } from '../../src/platform/outbox/index.js';
import { claimDeliveries, countDeliveries, suspendDelivery } from '../../src/platform/outbox/outbox.sql.js';
import { genericPlan } from '../support/generic-plan.js';
import { type Deliver, useTestOutbox } from '../support/outbox.js';

const outbox = useTestOutbox();

/** A subscriber that lets its deliveries wait until the test says that they can be made. */
function patient(until?: () => number) {
  const state = { ready: false, done: 0, attempts: 0 };
  const deliver: Deliver = ({ attempt }) => {
    state.attempts += 1;
    expect(attempt).toBe(1);
    if (!state.ready) return Promise.reject(new Waiting('not yet', until?.()));
    state.done += 1;
    return Promise.resolve();
  };
  return { state, deliver };
}

const waiting = (id: number) => outbox.until(id, ({ state }) => state === 'waiting');
const done = (id: number) => outbox.until(id, ({ state }) => state === 'done');
const wake = (...subjects: string[]) => outbox.sql('select outbox_wake($1, $2)', ['test', subjects]);

describe('a delivery that waits', () => {
  it('uses no attempt, tells why, and is not tried again until somebody wakes it', async () => {
    const { state, deliver } = patient();
    const { id } = await outbox.publish({ subject: 'door:1', maxAttempts: 1 });
    outbox.start(deliver, { pollMs: 10 });
    expect(await waiting(id)).toMatchObject({ attempts: 0, lastError: 'not yet', doneAt: null });
    await wake('door:2');
    const { id: other } = await outbox.publish({ subject: 'door:3' });
    await waiting(other);
    expect(state.attempts).toBe(2);
    state.ready = true;
    await wake('door:1');
    expect(await done(id)).toMatchObject({ attempts: 1 });
    expect(state).toEqual({ ready: true, done: 1, attempts: 3 });
  });

  it('is tried again at the time that it names, also by a relay that nobody notifies', async () => {
    const { state, deliver } = patient(() => Date.now() + 100);
    const { id } = await outbox.publish();
    outbox.start(deliver, { pollMs: 10 });
    await waiting(id);
    state.ready = true;
    await done(id);
    expect(state.done).toBe(1);
  });

  it('is looked at after 30 days at the latest', async () => {
    const published = await outbox.publish({ payload: { known: false } });
    const later = await outbox.publish({ payload: { known: true } });
    outbox.start(({ payload }) =>
      Promise.reject(new Waiting('not yet', payload.known ? Date.UTC(2990, 0) : undefined)),
    );
    await waiting(published.id);
    await waiting(later.id);
    const rows = await outbox.sql<{ days: number }>(
      'select round(extract(epoch from run_at - now()) / 86400)::int as days from outbox',
    );
    expect(rows).toEqual([{ days: 30 }, { days: 30 }]);
  });

  it('holds up no later event about its subject', async () => {
    const first = await outbox.publish({ subject: 'door:1', payload: { wait: true } });
    const second = await outbox.publish({ subject: 'door:1' });
    outbox.start(({ payload }) =>
      payload.wait ? Promise.reject(new Waiting('not yet')) : Promise.resolve(),
    );
    await done(second.id);
    await waiting(first.id);
  });

  it('does not wait when it is woken during the attempt, which may have looked too early', async () => {
    const started = Promise.withResolvers<undefined>();
    const end = Promise.withResolvers<undefined>();
    let attempts = 0;
    const { id } = await outbox.publish({ subject: 'door:1' });
    outbox.start(async () => {
      attempts += 1;
      if (attempts > 1) return;
      started.resolve(undefined);
      await end.promise;
      throw new Waiting('not yet');
    });
    await started.promise;
    await wake('door:1');
    end.resolve(undefined);
    await done(id);
    expect(attempts).toBe(2);
  });

  it('is not claimed while the transaction that wakes it has not ended', async () => {
    const { id } = await outbox.publish({ subject: 'door:1' });
    const claim = async () =>
      (await outbox.database.run(claimDeliveries, [randomUUID(), 60_000, [], ['test'], [10], [null]]))
        .map((row) => row.id)
        .filter((claimed) => claimed !== null);
    await outbox.database.transaction(async ({ manager }) => {
      await manager.query(`select outbox_wake('test', array['door:1'])`);
      expect(await claim()).toEqual([]);
    });
    expect(await claim()).toEqual([String(id)]);
  });

  it('is suspended only by the attempt that holds it', async () => {
    const { id } = await outbox.publish();
    expect(await outbox.database.run(suspendDelivery, [id, randomUUID(), 1, null, 'late'])).toEqual([]);
    expect((await outbox.row(id)).state).toBe('ready');
  });

  it('is counted as such, and does not count as due', async () => {
    const { id } = await outbox.publish();
    outbox.start(patient().deliver);
    await waiting(id);
    await outbox.sql(`update outbox set run_at = now() - interval '1 day'`);
    await outbox.stopRelays();
    const rows = await outbox.database.run(countDeliveries, []);
    expect(rows).toEqual([{ topic: 'test', subscriber: 'test', state: 'waiting', count: 1, overdue: 0 }]);
  });

  it('is made due by staff, too', async () => {
    const { state, deliver } = patient();
    const { id } = await outbox.publish();
    outbox.start(deliver);
    await waiting(id);
    state.ready = true;
    expect(await outbox.database.transaction((transaction) => outbox.service.retry(transaction, id))).toBe(
      true,
    );
    await done(id);
  });

  it('is woken once, however many wake it at once', async () => {
    const { state, deliver } = patient();
    const { id } = await outbox.publish({ subject: 'door:1' });
    outbox.start(deliver);
    await waiting(id);
    state.ready = true;
    await Promise.all(Array.from({ length: 5 }, () => wake('door:1')));
    await done(id);
    expect(state.done).toBe(1);
  });

  it('is found by its index among many others', async () => {
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload, state, subject, run_at)
       select 'test', 'test', i, '{}', 'waiting', 'door:' || i, now() + interval '1 day' from generate_series(1, 20000) i`,
    );
    await outbox.sql('analyze outbox');
    const by = (sql: string, values: unknown[] = []) =>
      genericPlan(outbox.dataSource, { name: 'test.plan', text: sql } as never, values);
    const subjects = `update outbox set state = 'ready' where subscriber = 'test' and subject = any (array['door:7'])
      and state = 'waiting'`;
    // The index of lists has the subject, too.
    expect(await by(subjects)).toMatch(/Index Scan using outbox_(wake|listed)_ix/);
    expect(
      await by(`select id from outbox where state = 'waiting' and run_at <= now() order by run_at limit 9`),
    ).toContain('outbox_waiting_ix');
  });
});
