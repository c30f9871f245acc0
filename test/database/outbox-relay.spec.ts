import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  Cancelled,
  type Delivery,
  PeerAway,
  PermanentFailure,
  TemporaryFailure,
} from '../../src/platform/outbox/index.js';
import type { Origin } from '../../src/platform/telemetry/index.js';
import { type Deliver, useTestOutbox } from '../support/outbox.js';

const outbox = useTestOutbox();

/** A subscriber that waits until the test says how it ends, and a promise for its start. */
function held() {
  const started = Promise.withResolvers<AbortSignal>();
  const end = Promise.withResolvers<undefined>();
  const deliver: Deliver = async (_, signal) => {
    started.resolve(signal);
    await end.promise;
  };
  return { deliver, started: started.promise, end: () => end.resolve(undefined) };
}

const counted = () => {
  const deliveries: Delivery[] = [];
  const deliver: Deliver = async (delivery) => {
    deliveries.push(delivery);
    await Promise.resolve();
  };
  return { deliveries, deliver };
};

const failing =
  (error: Error): Deliver =>
  () =>
    Promise.reject(error);

async function untilListening(count = 1): Promise<number[]> {
  let pids = await outbox.listeners();
  while (pids.length !== count) {
    await delay(10);
    pids = await outbox.listeners();
  }
  return pids;
}

describe('the relay', () => {
  it('is woken by a published event, long before it would poll', async () => {
    const { deliveries, deliver } = counted();
    outbox.start(deliver);
    await untilListening();
    const { id } = await outbox.publish({ key: 'a', payload: { credential: 7 } });
    const row = await outbox.until(id, ({ state }) => state === 'done');
    expect(row).toMatchObject({ attempts: 1, lastError: null, leaseOwner: null, doneAt: expect.any(Date) });
    const payload = { credential: 7, version: 1 };
    const names = { topic: 'test', subscriber: 'test', dedupeKey: 'test:a' };
    expect(deliveries).toEqual([{ id, ...names, payload, attempt: 1 }]);
  });

  it('hands a message over in a context of its own, whose caller is the job', async () => {
    const origins: Origin[] = [];
    outbox.start(() =>
      outbox.database.transaction((opened) => Promise.resolve(void origins.push(opened.origin))),
    );
    const { id } = await outbox.publish();
    await outbox.until(id, ({ state }) => state === 'done');
    expect(origins).toEqual([{ requestId: `outbox-${id}`, caller: { kind: 'job', name: 'test' } }]);
  });

  it('finds by polling what no notification told of', async () => {
    const { deliver } = counted();
    outbox.start(deliver, { pollMs: 20 });
    await untilListening();
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload) values ('test', 'test', 'silent', '{}')`,
    );
    const [row] = await outbox.rows();
    expect(await outbox.until(row!.id, ({ state }) => state === 'done')).toMatchObject({ attempts: 1 });
  });

  it('takes up at its start what was published before', async () => {
    const { id } = await outbox.publish();
    outbox.start(counted().deliver);
    await outbox.until(id, ({ state }) => state === 'done');
  });

  it('listens again, over one connection, after that was cut', async () => {
    outbox.start(counted().deliver);
    const [before] = await untilListening();
    await outbox.sql('select pg_terminate_backend($1, 5000)', [before]);
    const missed = await outbox.publish();
    const [after] = await untilListening();
    expect(after).not.toBe(before);
    await outbox.until(missed.id, ({ state }) => state === 'done');
    const next = await outbox.publish();
    await outbox.until(next.id, ({ state }) => state === 'done');
    expect(await outbox.listeners()).toEqual([after]);
  });

  it('works off more messages than it has slots, never more at once than that', async () => {
    let [now, most] = [0, 0];
    const deliver: Deliver = async () => {
      most = Math.max(most, (now += 1));
      await delay(1);
      now -= 1;
    };
    const rows = await Promise.all(Array.from({ length: 40 }, () => outbox.publish()));
    outbox.start(deliver, { concurrency: 3 });
    for (const { id } of rows) await outbox.until(id, ({ state }) => state === 'done');
    expect(most).toBe(3);
  });

  it('shares the messages with other relays, each handled once', async () => {
    const { deliveries, deliver } = counted();
    for (let relay = 0; relay < 3; relay += 1) outbox.start(deliver);
    await untilListening(3);
    const rows = await Promise.all(Array.from({ length: 60 }, () => outbox.publish()));
    for (const { id } of rows) await outbox.until(id, ({ state }) => state === 'done');
    expect(deliveries.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
      rows.map(({ id }) => id).sort((a, b) => a - b),
    );
  });

  it('leaves a payload of a higher version to a newer release', async () => {
    const { deliveries, deliver } = counted();
    const [row] = await outbox.sql<{ id: string }>(
      `insert into outbox (topic, subscriber, dedupe_key, payload)
       values ('test', 'test', 'newer', '{"version": 2}') returning id`,
    );
    outbox.start(deliver);
    expect(await outbox.until(Number(row!.id), ({ lastError }) => lastError !== null)).toMatchObject({
      state: 'ready',
      lastError: 'a newer release wrote this event and must deliver it',
    });
    expect(deliveries).toEqual([]);
  });
});

describe('a failing subscriber', () => {
  it('is called again later, and the row tells why without quoting an unknown error', async () => {
    const { id, created } = await outbox.publish();
    outbox.start(failing(Object.assign(new TypeError('jane@example.org'), { code: 'E_X' })));
    const row = await outbox.until(id, ({ state, attempts }) => state === 'ready' && attempts === 1);
    expect(row).toMatchObject({ lastError: 'TypeError (E_X)', leaseOwner: null, doneAt: null });
    expect(row.runAt.getTime()).toBeGreaterThanOrEqual(created.getTime());
  });

  it('makes the message dead with its last attempt', async () => {
    const { id } = await outbox.publish({ maxAttempts: 3 });
    const relay = outbox.start(failing(new TemporaryFailure('later')), { retryBaseMs: 0, pollMs: 10 });
    const row = await outbox.until(id, ({ state }) => state === 'dead');
    expect(row).toMatchObject({ attempts: 3, lastError: 'later', doneAt: expect.any(Date) });
    await outbox.stopRelays();
    expect([relay.attempts.of('test', 'retry'), relay.attempts.of('test', 'dead')]).toEqual([2, 1]);
  });

  it('is never given up while its peer is away, and follows once the peer is back', async () => {
    const { id } = await outbox.publish({ maxAttempts: 5 });
    let trials = 0;
    const deliver = () => {
      trials += 1;
      return trials <= 8 ? Promise.reject(new PeerAway('the bus is away')) : Promise.resolve();
    };
    const relay = outbox.start(deliver, { retryBaseMs: 0, pollMs: 10 });
    expect(await outbox.until(id, ({ state }) => state === 'done')).toMatchObject({ attempts: 3 });
    await outbox.stopRelays();
    expect([trials, relay.attempts.of('test', 'retry'), relay.attempts.of('test', 'dead')]).toEqual([
      9, 8, 0,
    ]);
  });

  it('makes it dead at once when it fails for good', async () => {
    const { id } = await outbox.publish();
    outbox.start(failing(new PermanentFailure('550\0no')));
    expect(await outbox.until(id, ({ state }) => state === 'dead')).toMatchObject({
      attempts: 1,
      lastError: '550 no',
    });
  });

  it('cancels it when it is no longer wanted', async () => {
    const { id } = await outbox.publish();
    outbox.start(failing(new Cancelled('the credential was revoked')));
    expect(await outbox.until(id, ({ state }) => state === 'cancelled')).toMatchObject({
      lastError: 'the credential was revoked',
    });
  });
});

describe('a retry by staff', () => {
  const retry = (id: number) =>
    outbox.database.transaction((transaction) => outbox.service.retry(transaction, id));

  it('starts a dead message anew and wakes the relay', async () => {
    let fail = true;
    const { id } = await outbox.publish();
    outbox.start(() => (fail ? Promise.reject(new PermanentFailure('no')) : Promise.resolve()));
    await untilListening();
    await outbox.until(id, ({ state }) => state === 'dead');
    fail = false;
    expect(await retry(id)).toBe(true);
    expect(await outbox.until(id, ({ state }) => state === 'done')).toMatchObject({
      attempts: 1,
      lastError: null,
    });
  });

  it('shortens the wait for the next attempt', async () => {
    const { id } = await outbox.publish();
    await outbox.sql(`update outbox set run_at = now() + interval '1 hour', attempts = 5 where id = $1`, [
      id,
    ]);
    outbox.start(counted().deliver);
    await untilListening();
    expect(await retry(id)).toBe(true);
    expect(await outbox.until(id, ({ state }) => state === 'done')).toMatchObject({ attempts: 1 });
  });

  it('refuses what is done, in progress or unknown', async () => {
    const { deliver, started, end } = held();
    const { id } = await outbox.publish();
    outbox.start(deliver);
    await started;
    expect(await retry(id)).toBe(false);
    end();
    await outbox.until(id, ({ state }) => state === 'done');
    expect(await retry(id)).toBe(false);
    expect(await retry(0)).toBe(false);
  });
});

describe('a message in progress', () => {
  it('has its lease renewed', async () => {
    const { deliver, started, end } = held();
    const { id } = await outbox.publish();
    // A busy machine must not take as long as the lease.
    outbox.start(deliver, { leaseMs: 6000 });
    await started;
    const { leaseUntil } = await outbox.row(id);
    await outbox.until(id, (row) => row.leaseUntil! > leaseUntil!);
    end();
    expect(await outbox.until(id, ({ state }) => state === 'done')).toMatchObject({ attempts: 1 });
  });

  it('is aborted when its lease is lost, and its outcome does not count', async () => {
    const { deliver, started, end } = held();
    const { id } = await outbox.publish();
    const relay = outbox.start(deliver, { leaseMs: 2000 });
    const signal = await started;
    await outbox.sql(
      `update outbox set lease_owner = gen_random_uuid(), lease_until = '9999-01-01Z' where id = $1`,
      [id],
    );
    while (!signal.aborted) await delay(10);
    expect(signal.reason).toEqual(new TemporaryFailure('the lease was lost'));
    end();
    await relay.stop();
    expect(await outbox.row(id)).toMatchObject({ state: 'leased', attempts: 1 });
  });

  it('is given up when it hangs beyond all measure, and is tried again', async () => {
    const { deliver } = held();
    const { id } = await outbox.publish();
    // The lease also limits the claim: one that came too late is repeated by the poll.
    outbox.start(deliver, { leaseMs: 20, pollMs: 20 });
    expect(await outbox.until(id, ({ lastError }) => lastError !== null)).toMatchObject({
      state: 'ready',
      lastError: 'TimeoutError',
    });
  });

  it('is handled once although the database cuts all connections before its end is recorded', async () => {
    const { deliver, started, end } = held();
    const { deliveries, deliver: count } = counted();
    const { id } = await outbox.publish();
    outbox.start(async (delivery, signal) => {
      await deliver(delivery, signal);
      await count(delivery, signal);
    });
    await started;
    await outbox.sql(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    end();
    expect(await outbox.until(id, ({ state }) => state === 'done')).toMatchObject({ attempts: 1 });
    expect(deliveries).toHaveLength(1);
    await untilListening();
  });

  it('is handled once although its end cannot be recorded for a while', async () => {
    // A sequence counts even when the transaction fails.
    await outbox.sql(`
      create sequence refused;
      create function refuse() returns trigger language plpgsql as
        $$ begin perform nextval('refused'); raise exception 'not now'; end $$;
      create trigger refuse before update on outbox for each row when (new.state = 'done') execute function refuse()`);
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const { deliveries, deliver } = counted();
    const { id } = await outbox.publish();
    outbox.start(deliver);
    const refused = () => outbox.sql<{ called: boolean }>('select is_called as called from refused');
    while (!(await refused())[0]?.called) await delay(10);

    await outbox.sql('drop trigger refuse on outbox; drop function refuse; drop sequence refused');
    expect(await outbox.until(id, ({ state }) => state === 'done')).toMatchObject({ attempts: 1 });
    expect(deliveries).toHaveLength(1);
    const message = 'The outcome of an outbox message is not recorded yet';
    expect(warn.mock.calls).toEqual([
      [
        {
          message,
          reason: 'error (P0001)',
          outboxId: id,
          topic: 'test',
          subscriber: 'test',
          outcome: 'done',
        },
      ],
    ]);
    warn.mockRestore();
  });
});

describe('a stop', () => {
  it('lets the messages in progress come to their end and takes up no more', async () => {
    const { deliver, started, end } = held();
    const [first, second] = [await outbox.publish(), await outbox.publish()];
    const relay = outbox.start(deliver, { concurrency: 1 });
    await started;
    await untilListening();
    const stopping = relay.stop();
    end();
    await stopping;
    expect(await outbox.row(first.id)).toMatchObject({ state: 'done' });
    expect(await outbox.row(second.id)).toMatchObject({ state: 'ready', attempts: 0 });
    expect(await outbox.listeners()).toEqual([]);
  });

  it('hands back what takes too long, without counting the attempt, for another relay to take up at once', async () => {
    const { deliver, started } = held();
    const { id } = await outbox.publish({ maxAttempts: 1 });
    const relay = outbox.start(deliver, { graceMs: 0 });
    const signal = await started;
    await relay.stop();
    expect(signal.aborted).toBe(true);
    expect(await outbox.row(id)).toMatchObject({
      state: 'ready',
      attempts: 0,
      leaseOwner: null,
      lastError: 'the service stopped',
    });

    outbox.start(counted().deliver);
    await outbox.until(id, ({ state }) => state === 'done');
  });
});

describe('a process that is not a worker', () => {
  it('starts no relay', async () => {
    const [idle, busy] = [counted(), counted()];
    const { id } = await outbox.publish();
    outbox.make(idle.deliver, { enabled: false }).onApplicationBootstrap();
    outbox.make(busy.deliver, { enabled: true }).onApplicationBootstrap();
    await outbox.until(id, ({ state }) => state === 'done');
    expect([idle.deliveries.length, busy.deliveries.length]).toEqual([0, 1]);
    await untilListening();
  });
});
