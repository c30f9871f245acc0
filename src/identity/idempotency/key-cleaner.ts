import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database, HourlyCleaner, type Transaction } from '../../platform/database/index.js';
import { cleanKeys, forgetKeys } from './idempotency.sql.js';

/** Few: a row may hold an answer of megabytes. */
const BATCH_ROWS = 200;

/** Deletes keys that are older than a day. */
@Injectable()
export class KeyCleaner extends HourlyCleaner {
  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    super({
      name: 'idempotency-key-cleaner',
      rows: 'idempotency keys',
      batchRows: BATCH_ROWS,
      enabled: config.role !== 'api',
    });
  }

  /** Deletes the keys of a user who is to be forgotten. */
  async forget(transaction: Transaction, userId: number): Promise<void> {
    await transaction.run(forgetKeys, [userId]);
  }

  protected override async deleteBatch(mostRows: number): Promise<number> {
    return (await this.database.run(cleanKeys, [mostRows])).length;
  }
}
