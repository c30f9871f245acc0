import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { describeError } from '../../platform/errors/index.js';
import { requestContext } from '../../platform/telemetry/index.js';
import { cleanKeys, forgetKeys } from './idempotency.sql.js';

const HOUR_MS = 3_600_000;

/** Few: a row may hold an answer of megabytes. */
const BATCH_ROWS = 200;

/** Deletes keys that are older than a day, hourly in each process that works in the background. */
@Injectable()
export class KeyCleaner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(KeyCleaner.name);
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private cleaning: Promise<number> | undefined;

  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.timer = setInterval(() => {
      const caller = { kind: 'job', name: 'idempotency-key-cleaner' } as const;
      this.cleaning = requestContext.run({ requestId: randomUUID(), caller }, () => this.clean());
    }, HOUR_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.cleaning;
  }

  /** @returns the number of deleted keys */
  async clean(): Promise<number> {
    let deleted = 0;
    try {
      for (let last = BATCH_ROWS; last === BATCH_ROWS && !this.stopping; deleted += last) {
        last = (await this.database.run(cleanKeys, [BATCH_ROWS])).length;
      }
    } catch (error) {
      this.logger.warn(`Old idempotency keys were not deleted (${describeError(error)})`);
    }
    return deleted;
  }

  /** Deletes the keys of a user who is to be forgotten. */
  async forget(transaction: Transaction, userId: number): Promise<void> {
    await transaction.run(forgetKeys, [userId]);
  }
}
