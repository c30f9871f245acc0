import { Injectable } from '@nestjs/common';
import { Config } from '../config/index.js';
import { Database, HourlyCleaner } from '../platform/database/index.js';
import { OutboxOptions } from '../platform/outbox/index.js';
import { cleanDeliveries } from './admin/webhook-deliveries.sql.js';

const BATCH_ROWS = 1000;

/** Deletes old deliveries to webhooks that the outbox has deleted. */
@Injectable()
export class WebhookDeliveryCleaner extends HourlyCleaner {
  constructor(
    private readonly database: Database,
    private readonly outboxOptions: OutboxOptions,
    config: Config,
  ) {
    super({
      name: 'webhook-delivery-cleaner',
      rows: 'webhook deliveries',
      batchRows: BATCH_ROWS,
      enabled: config.role !== 'api',
    });
  }

  protected override async deleteBatch(mostRows: number): Promise<number> {
    return (await this.database.run(cleanDeliveries, [this.outboxOptions.keepMs, mostRows])).length;
  }
}
