import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/data-source.js';
import { Database } from '../../src/platform/database/index.js';
import { defineTopic, OutboxService } from '../../src/platform/outbox/index.js';
import { OutboxRow } from '../../src/platform/outbox/entities/outbox-row.entity.js';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import type { OutboxSubscriber } from '../../src/platform/outbox/subscriber.js';
import { SubscriberRegistry } from '../../src/platform/outbox/subscriber-registry.js';
import type { OutboxPayload } from '../../src/platform/outbox/topic.js';
import { createTestDatabase } from './test-database.js';

export type Deliver = OutboxSubscriber<OutboxPayload>['deliver'];

export const TEST_TOPIC = defineTopic('test', 1);

/** Subscribers of the topic `test`, by name. */
export function subscribersOf(deliveries: Readonly<Record<string, Deliver>>): SubscriberRegistry {
  const subscribers = new SubscriberRegistry();
  for (const [name, deliver] of Object.entries(deliveries)) {
    subscribers.add({ name, topic: TEST_TOPIC }, { deliver });
  }
  return subscribers;
}

interface TestEvent {
  readonly key?: string;
  readonly subject?: string | undefined;
  readonly payload?: OutboxPayload;
  readonly maxAttempts?: number;
}

/** The outbox on a database of its own, with relays that the test starts and that stop with it. */
export class TestOutbox {
  readonly service: OutboxService;
  readonly database: Database;
  private readonly relays = new Set<OutboxRelay>();
  private count = 0;

  private constructor(
    readonly url: string,
    readonly dataSource: DataSource,
    private readonly drop: () => Promise<void>,
  ) {
    this.database = new Database(dataSource);
    this.service = new OutboxService(this.database, subscribersOf({ test: () => Promise.resolve() }));
  }

  /** @param way from the service to the database, when it is not the direct one */
  static async open(
    way: (url: string) => Promise<string> = Promise.resolve.bind(Promise),
  ): Promise<TestOutbox> {
    const testDatabase = await createTestDatabase();
    const url = await way(testDatabase.url);
    const dataSource = new DataSource({ ...dataSourceOptions(url), entities: [OutboxRow] });
    await dataSource.initialize();
    return new TestOutbox(url, dataSource, () => testDatabase.drop());
  }

  async close(): Promise<void> {
    await this.stopRelays();
    await this.dataSource.destroy();
    await this.drop();
  }

  /** Starts a relay with the subscriber `test`, or the named ones. It polls rarely: notifications wake it. */
  start(deliver: Deliver | Record<string, Deliver>, options: Partial<OutboxOptions> = {}): OutboxRelay {
    const relay = this.make(deliver, options);
    relay.start();
    return relay;
  }

  make(deliver: Deliver | Record<string, Deliver>, options: Partial<OutboxOptions>): OutboxRelay {
    const subscribers = subscribersOf(typeof deliver === 'function' ? { test: deliver } : deliver);
    const relay = new OutboxRelay(this.database, subscribers, Object.assign({}, TEST_OPTIONS, options));
    this.relays.add(relay);
    return relay;
  }

  async stopRelays(): Promise<void> {
    for (const relay of this.relays) await relay.stop();
    this.relays.clear();
  }

  /** Publishes an event to the subscriber `test` in a transaction of its own and returns its row. */
  async publish({ key, subject, payload = {}, maxAttempts }: TestEvent = {}): Promise<OutboxRow> {
    const unique = key ?? `key-${(this.count += 1)}`;
    await this.database.transaction(async (transaction) => {
      await this.service.publish(transaction, TEST_TOPIC, { key: unique, subject, payload });
      if (maxAttempts !== undefined) {
        await transaction.manager.update(OutboxRow, { dedupeKey: `test:${unique}` }, { maxAttempts });
      }
    });
    return this.database.manager.findOneByOrFail(OutboxRow, { dedupeKey: `test:${unique}` });
  }

  async row(id: number): Promise<OutboxRow> {
    return this.database.manager.findOneByOrFail(OutboxRow, { id });
  }

  async rows(): Promise<OutboxRow[]> {
    return this.database.manager.find(OutboxRow, { order: { id: 'ASC' } });
  }

  async sql<Row = unknown>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.dataSource.query<Row[]>(text, values);
  }

  async until(id: number, expected: (row: OutboxRow) => boolean): Promise<OutboxRow> {
    let row = await this.row(id);
    while (!expected(row)) {
      await delay(10);
      row = await this.row(id);
    }
    return row;
  }

  /** The backends that LISTEN, each once. */
  async listeners(): Promise<number[]> {
    const rows = await this.sql<{ pid: number }>(
      `select pid from pg_stat_activity
        where datname = current_database() and application_name = 'credentials-service outbox' and query like 'listen%'`,
    );
    return rows.map(({ pid }) => pid);
  }
}

/** Opens one for the tests of a file, each of which meets it empty. Its properties are there from `beforeAll` on. */
export function useTestOutbox(): TestOutbox {
  const outbox = Object.create(TestOutbox.prototype) as TestOutbox;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    Object.assign(outbox, await TestOutbox.open());
  });
  afterEach(async () => {
    await outbox.stopRelays();
    await outbox.sql('truncate outbox');
  });
  afterAll(() => outbox.close());
  return outbox;
}

export const TEST_OPTIONS: OutboxOptions = {
  enabled: true,
  leaseMs: 60_000,
  pollMs: 300_000,
  // No retry comes due within a test.
  retryBaseMs: 3_600_000,
  random: () => 1,
  concurrency: 5,
  graceMs: 5_000,
  keepMs: 30 * 86_400_000,
};
