import { Injectable } from '@nestjs/common';
import { Database, HourlyCleaner, type Transaction } from '../../platform/database/index.js';
import { OutboxOptions } from '../../platform/outbox/index.js';
import { EventBusConnection } from '../event-bus-connection.js';
import { cleanInbox, forgetLearner } from './event-inbox.sql.js';

const BATCH_ROWS = 1000;

/** Deletes rows of events that were handled as long ago as deliveries are kept. Kept ones stay until they are applied. */
@Injectable()
export class InboxCleaner extends HourlyCleaner {
  constructor(
    private readonly database: Database,
    private readonly outboxOptions: OutboxOptions,
    connection: EventBusConnection,
  ) {
    super({
      name: 'event-inbox-cleaner',
      rows: 'events of the bus',
      batchRows: BATCH_ROWS,
      enabled: connection.reads,
    });
  }

  /** Deletes the kept events about a learner who is forgotten. @returns their number */
  async forget(transaction: Transaction, username: string): Promise<number> {
    return (await transaction.run(forgetLearner, [username])).length;
  }

  protected override async deleteBatch(mostRows: number): Promise<number> {
    return (await this.database.run(cleanInbox, [this.outboxOptions.keepMs, mostRows])).length;
  }
}
