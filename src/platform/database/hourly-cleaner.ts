import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { describeError } from '../errors/index.js';
import { requestContext } from '../telemetry/index.js';

const HOUR_MS = 3_600_000;

export interface CleanerSettings {
  /** The name under which it works, in logs and in the audit log. */
  readonly name: string;
  /** The rows that it deletes, as logs call them. */
  readonly rows: string;
  /** Rows that are deleted at a time: few enough to hold their locks for a moment only. */
  readonly batchRows: number;
  /** Whether this process works in the background. */
  readonly enabled: boolean;
}

/** Deletes what nobody needs any more, hourly in each process that works in the background. */
export abstract class HourlyCleaner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private cleaning: Promise<number> | undefined;

  protected constructor(private readonly settings: CleanerSettings) {}

  /**
   * Deletes a batch; rows that another process has locked are left to it.
   * @returns how many there were
   */
  protected abstract deleteBatch(mostRows: number): Promise<number>;

  onApplicationBootstrap(): void {
    const { name, enabled } = this.settings;
    if (!enabled) return;
    this.timer = setInterval(() => {
      const caller = { kind: 'job', name } as const;
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
    const { rows, batchRows } = this.settings;
    let deleted = 0;
    try {
      for (let last = batchRows; last === batchRows && !this.stopping; deleted += last)
        last = await this.deleteBatch(batchRows);
      if (deleted > 0) this.logger.log(`${deleted} old ${rows} were deleted`);
    } catch (error) {
      this.logger.warn(`Old ${rows} were not deleted (${describeError(error)})`);
    }
    return deleted;
  }
}
