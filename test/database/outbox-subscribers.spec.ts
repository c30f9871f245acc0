import { afterEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from '../../src/data-source.js';
import { Database, DatabaseModule, timeLimitsWithin } from '../../src/platform/database/index.js';
import { MetricsModule } from '../../src/platform/metrics/index.js';
import {
  Cancelled,
  defineTopic,
  type Delivery,
  OutboxModule,
  OutboxService,
  type OutboxSubscriber,
  PermanentFailure,
  Subscriber,
  TemporaryFailure,
  type Topic,
} from '../../src/platform/outbox/index.js';
import { TEST_OPTIONS, useTestOutbox } from '../support/outbox.js';

const enrolled = defineTopic<{ learnerId: number }>('learner.enrolled', 1);

let app: INestApplicationContext | undefined;

/** Deliveries of each subscriber, in the order of their attempts. */
const delivered = new Map<string, number[]>();
/** Subscribers that fail at the moment, and how. */
const failures = new Map<string, Error>();

abstract class Recording implements OutboxSubscriber<{ learnerId: number }> {
  deliver({ subscriber, payload }: Delivery<{ learnerId: number }>): Promise<void> {
    delivered.set(subscriber, [...(delivered.get(subscriber) ?? []), payload.learnerId]);
    const failure = failures.get(subscriber);
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  }
}

@Subscriber({ name: 'welcome', topic: enrolled })
class Welcome extends Recording {}

@Subscriber({ name: 'even', topic: enrolled })
class Even extends Recording {
  wants({ learnerId }: { learnerId: number }): boolean {
    return learnerId % 2 === 0;
  }
}

@Subscriber({ name: 'welcome', topic: enrolled })
class SecondOfTheName extends Recording {}

@Subscriber({ name: 'lost', topic: undefined as unknown as Topic<{ learnerId: number }> })
class WithoutTopic extends Recording {}

/** A process with the outbox and one more module that only provides its subscribers. */
async function start(...providers: Type[]): Promise<void> {
  @Module({ providers })
  class Subscribing {}
  @Module({
    imports: [
      TypeOrmModule.forRoot({ ...dataSourceOptions(outbox.url), retryAttempts: 0 }),
      DatabaseModule.register({ replicaUrls: [], limits: timeLimitsWithin(60_000) }),
      MetricsModule.register({ version: '1', commit: 'none' }),
      OutboxModule.register(Object.assign({}, TEST_OPTIONS, { retryBaseMs: 0, pollMs: 10 })),
      Subscribing,
    ],
  })
  class Root {}
  app = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
}

const publish = async (learnerId: number, key = String(learnerId)) =>
  app!
    .get(Database)
    .transaction((transaction) =>
      app!.get(OutboxService).publish(transaction, enrolled, { key, payload: { learnerId } }),
    );

async function rowOf(subscriber: string) {
  const row = (await outbox.rows()).find((candidate) => candidate.subscriber === subscriber);
  return row!;
}

const states = async () =>
  (await outbox.rows()).map(({ subscriber, state, attempts }) => `${subscriber} ${state} ${attempts}`).sort();

// Before the outbox is emptied: deliveries may be under way.
afterEach(async () => {
  await app?.close();
  app = undefined;
  delivered.clear();
  failures.clear();
});

const outbox = useTestOutbox();

describe('a subscriber', () => {
  it('is found among the providers of its module and gets the events that it wants', async () => {
    await start(Welcome, Even);
    expect([await publish(1), await publish(2)]).toEqual([1, 2]);
    for (const { id } of await outbox.rows()) await outbox.until(id, ({ state }) => state === 'done');
    expect([delivered.get('welcome')?.toSorted(), delivered.get('even')]).toEqual([[1, 2], [2]]);
  });

  it('costs no row when it does not want the event', async () => {
    await start(Even);
    expect(await publish(1)).toBe(0);
    expect(await outbox.rows()).toEqual([]);
  });

  it('stops the start when another one has its name', async () => {
    await expect(start(Welcome, SecondOfTheName)).rejects.toThrow(
      'Two outbox subscribers are called welcome',
    );
  });

  it('stops the start when its topic is missing', async () => {
    await expect(start(WithoutTopic)).rejects.toThrow('The outbox subscriber lost has no topic');
  });
});

describe('subscribers of one event', () => {
  it('do not repeat each other’s deliveries when one fails, is given up or cancels', async () => {
    await start(Welcome, Even);
    for (const [key, failure, state] of [
      ['a', new TemporaryFailure('later'), 'dead'],
      ['b', new PermanentFailure('never'), 'dead'],
      ['c', new Cancelled('not wanted'), 'cancelled'],
    ] as const) {
      failures.set('welcome', failure);
      await publish(2, key);
      await outbox.until((await rowOf('welcome')).id, (row) => row.state === state);
      await outbox.until((await rowOf('even')).id, (row) => row.state === 'done');
      expect(await states()).toEqual(['even done 1', `welcome ${state} ${key === 'a' ? 12 : 1}`]);
      await outbox.sql('truncate outbox');
    }
    expect(delivered.get('even')).toEqual([2, 2, 2]);
  });

  it('are retried by staff one by one', async () => {
    await start(Welcome, Even);
    for (const name of ['welcome', 'even']) failures.set(name, new PermanentFailure('never'));
    await publish(2);
    const { id } = await rowOf('welcome');
    for (const row of await outbox.rows()) await outbox.until(row.id, ({ state }) => state === 'dead');
    failures.delete('welcome');
    const retried = app!
      .get(Database)
      .transaction((transaction) => app!.get(OutboxService).retry(transaction, id));
    expect(await retried).toBe(true);
    await outbox.until(id, ({ state }) => state === 'done');
    expect(await states()).toEqual(['even dead 1', 'welcome done 1']);
  });

  it('that a release brings anew get the events from its first process on', async () => {
    await start(Welcome);
    await publish(2);
    await outbox.until((await rowOf('welcome')).id, ({ state }) => state === 'done');
    await app!.close();
    await start(Welcome, Even);
    expect(await publish(2)).toBe(1);
    await outbox.until((await rowOf('even')).id, ({ state }) => state === 'done');
    expect(Object.fromEntries(delivered)).toEqual({ welcome: [2], even: [2] });
  });
});

describe('the view of deliveries', () => {
  it('says pending, waiting, done, failed or cancelled, and when the next attempt is', async () => {
    await outbox.sql(
      `insert into outbox (topic, subscriber, dedupe_key, subject, payload, state, lease_owner, lease_until, done_at, attempts, last_error)
       select 'test', 'test', state, 'door:' || state, '{}', state, case state when 'leased' then gen_random_uuid() end,
              case state when 'leased' then now() end, case when state not in ('ready', 'leased', 'waiting') then now() end, 3, 'why'
         from unnest(array['ready', 'leased', 'waiting', 'done', 'dead', 'cancelled']) as state`,
    );
    const rows = await outbox.sql<{ line: string }>(
      `select concat_ws(' ', dedupe_key, status, attempts, last_error, next_attempt is not null, ended_at is not null, subject) as line
         from outbox_delivery order by id`,
    );
    expect(rows.map(({ line }) => line)).toEqual([
      'ready pending 3 why t f door:ready',
      'leased pending 3 why f f door:leased',
      'waiting waiting 3 why t f door:waiting',
      'done done 3 why f t door:done',
      'dead failed 3 why f t door:dead',
      'cancelled cancelled 3 why f t door:cancelled',
    ]);
  });
});
