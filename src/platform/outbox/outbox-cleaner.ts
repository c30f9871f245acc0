import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '../database/index.js';
import { requestContext } from '../telemetry/index.js';
import { reasonOf } from './failures.js';
import { OutboxOptions } from './outbox-options.js';
import { cleanDeliveries } from './outbox.sql.js';

const HOUR_MS = 3_600_000;

/** Few enough to hold their locks for a moment only. */
const BATCH_ROWS = 1000;

/** Deletes deliveries that ended long ago, hourly in each process with a relay. They skip each other's rows. */
@Injectable()
export class OutboxCleaner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxCleaner.name);
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private cleaning: Promise<number> | undefined;

  constructor(
    private readonly database: Database,
    private readonly options: OutboxOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.enabled) return;
    this.timer = setInterval(() => {
      const caller = { kind: 'job', name: 'outbox-cleaner' } as const;
      this.cleaning = requestContext.run({ requestId: randomUUID(), caller }, () => this.clean());
    }, HOUR_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.cleaning;
  }

  /** @returns the number of deleted rows */
  async clean(): Promise<number> {
    let deleted = 0;
    try {
      for (let last = BATCH_ROWS; last === BATCH_ROWS && !this.stopping; deleted += last) {
        last = (await this.database.run(cleanDeliveries, [this.options.keepMs, BATCH_ROWS])).length;
      }
      if (deleted > 0) this.logger.log(`${deleted} old outbox messages were deleted`);
    } catch (error) {
      this.logger.warn(`Old outbox messages were not deleted (${reasonOf(error)})`);
    }
    return deleted;
  }
}
