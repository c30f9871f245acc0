import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/data-source.js';
import { Database } from '../../src/platform/database/index.js';
import {
  type NewMessage,
  OutboxMessage,
  type OutboxHandler,
  OutboxHandlers,
  OutboxService,
} from '../../src/platform/outbox/index.js';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import { createTestDatabase } from './test-database.js';

/** The outbox on a database of its own, with relays that the test starts and that stop with it. */
export class TestOutbox {
  readonly service: OutboxService;
  readonly database: Database;
  private readonly relays = new Set<OutboxRelay>();
  private count = 0;

  private constructor(
    readonly dataSource: DataSource,
    private readonly drop: () => Promise<void>,
  ) {
    this.database = new Database(dataSource);
    this.service = new OutboxService(this.database);
  }

  /** @param way how the service gets to the database, where that is not the straight one */
  static async open(
    way: (url: string) => Promise<string> = Promise.resolve.bind(Promise),
  ): Promise<TestOutbox> {
    const testDatabase = await createTestDatabase();
    const url = await way(testDatabase.url);
    const dataSource = new DataSource({ ...dataSourceOptions(url), entities: [OutboxMessage] });
    await dataSource.initialize();
    return new TestOutbox(dataSource, () => testDatabase.drop());
  }

  async close(): Promise<void> {
    await this.stopRelays();
    await this.dataSource.destroy();
    await this.drop();
  }

  /** A relay that handles one topic, woken by notifications only: its poll comes after minutes. */
  start(handler: OutboxHandler | OutboxHandler[] = [], options: Partial<OutboxOptions> = {}): OutboxRelay {
    const relay = this.make(handler, options);
    relay.start();
    return relay;
  }

  /** The same, not started. */
  make(handler: OutboxHandler | OutboxHandler[], options: Partial<OutboxOptions>): OutboxRelay {
    const handlers = new OutboxHandlers();
    for (const one of [handler].flat()) handlers.register('test', one);
    const relay = new OutboxRelay(this.database, handlers, Object.assign({}, OPTIONS, options));
    this.relays.add(relay);
    return relay;
  }

  async stopRelays(): Promise<void> {
    for (const relay of this.relays) await relay.stop();
    this.relays.clear();
  }

  /** Appends a message in a transaction of its own and returns its row. */
  async append(message: Partial<NewMessage> = {}): Promise<OutboxMessage> {
    const dedupeKey = message.dedupeKey ?? `key-${(this.count += 1)}`;
    await this.database.transaction((transaction) =>
      this.service.append(transaction, { topic: 'test', payload: {}, ...message, dedupeKey }),
    );
    return this.database.manager.findOneByOrFail(OutboxMessage, { dedupeKey });
  }

  async row(id: number): Promise<OutboxMessage> {
    return this.database.manager.findOneByOrFail(OutboxMessage, { id });
  }

  async rows(): Promise<OutboxMessage[]> {
    return this.database.manager.find(OutboxMessage, { order: { id: 'ASC' } });
  }

  async sql<Row = unknown>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.dataSource.query<Row[]>(text, values);
  }

  /** Resolves with the row as soon as it is as expected. */
  async until(id: number, expected: (row: OutboxMessage) => boolean): Promise<OutboxMessage> {
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

const OPTIONS: OutboxOptions = {
  enabled: true,
  lease: 60_000,
  poll: 300_000,
  retryBase: 30_000,
  concurrency: 5,
  grace: 5_000,
  keep: 30 * 86_400_000,
};
