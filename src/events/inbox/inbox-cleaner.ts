import { Injectable } from '@nestjs/common';
import { Database, HourlyCleaner, type Transaction } from '../../platform/database/index.js';
import { EventBusConnection } from '../event-bus-connection.js';
import { cleanInbox, forgetLearner } from './event-inbox.sql.js';

const BATCH_ROWS = 1000;

/** As long as deliveries. */
const KEEP_DAYS = 30;

/** Deletes rows of events that were handled long ago. Kept ones stay until they are applied. */
@Injectable()
export class InboxCleaner extends HourlyCleaner {
  constructor(
    private readonly database: Database,
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
    return (await this.database.run(cleanInbox, [KEEP_DAYS, mostRows])).length;
  }
}
