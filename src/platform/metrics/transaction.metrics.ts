import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import { Metrics } from './metrics.js';
import { findOldestTransaction } from './transaction.sql.js';

/** Shows how long somebody has kept a transaction open. No vacuum removes rows that ended since then. */
@Injectable()
export class TransactionMetrics {
  constructor(metrics: Metrics, database: Database) {
    metrics.showFromDatabase(
      {
        database_oldest_transaction_seconds: {
          type: 'gauge',
          help: 'Age of the oldest open transaction in the database; 0 when there is none',
        },
      },
      async () => {
        const [row] = await database.run(findOldestTransaction, []);
        return { database_oldest_transaction_seconds: [{ value: Math.max(0, row!.seconds) }] };
      },
    );
  }
}
