import { Injectable } from '@nestjs/common';
import { Database, HourlyCleaner } from '../database/index.js';
import { OutboxOptions } from './outbox-options.js';
import { cleanDeliveries } from './outbox.sql.js';

const BATCH_ROWS = 1000;

/** Deletes deliveries that ended long ago. */
@Injectable()
export class OutboxCleaner extends HourlyCleaner {
  constructor(
    private readonly database: Database,
    private readonly options: OutboxOptions,
  ) {
    super({
      name: 'outbox-cleaner',
      rows: 'outbox messages',
      batchRows: BATCH_ROWS,
      enabled: options.enabled,
    });
  }

  protected override async deleteBatch(mostRows: number): Promise<number> {
    return (await this.database.run(cleanDeliveries, [this.options.keepMs, mostRows])).length;
  }
}
