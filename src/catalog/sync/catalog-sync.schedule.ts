import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '../../config/index.js';
import { OperatorError } from '../../platform/errors/index.js';
import { requestContext } from '../../platform/telemetry/index.js';
import { AnotherSyncError } from './catalog-sync-error.js';
import type { LeftOut } from './left-out.js';
import { CatalogSyncService } from './catalog-sync.service.js';

const MOST_LEFT_OUT_LOGGED = 100;

/** Copies the catalog every `CATALOG_SYNC_INTERVAL` in worker processes. It never removes anything. */
@Injectable()
export class CatalogSyncSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(CatalogSyncSchedule.name);
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly config: Config,
    private readonly service: CatalogSyncService,
  ) {}

  onApplicationBootstrap(): void {
    const { role, catalogSyncIntervalMs } = this.config;
    if (role === 'api' || catalogSyncIntervalMs === 0) return;
    this.start(() => this.begin());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    clearInterval(this.timer);
  }

  /** Does nothing if another worker or an operator has just copied. Public for the tests; the timer calls it. */
  async run(): Promise<void> {
    try {
      const age = await this.service.findAge();
      if (age !== undefined && age < this.config.catalogSyncIntervalMs / 2) return;
      const { leftOut } = await this.service.sync({ signal: this.stopping.signal });
      this.warnOf(leftOut);
    } catch (error) {
      // Another worker began at the same moment and makes the copy.
      if (this.stopping.signal.aborted || error instanceof AnotherSyncError) return;
      if (error instanceof OperatorError) this.logger.warn(`The catalog was not copied. ${error.message}`);
      else this.logger.error(error);
    }
  }

  /** The command prints them itself. */
  private warnOf(leftOut: readonly LeftOut[]): void {
    for (const { words } of leftOut.slice(0, MOST_LEFT_OUT_LOGGED)) this.logger.warn(words);
    if (leftOut.length > MOST_LEFT_OUT_LOGGED)
      this.logger.warn(
        `${leftOut.length - MOST_LEFT_OUT_LOGGED} more things were not taken from the catalog`,
      );
  }

  /** The interval starts at the last copy: otherwise a worker that restarts within each interval would never copy. */
  private async begin(): Promise<void> {
    const { catalogSyncIntervalMs: interval } = this.config;
    const age = await this.service.findAge().catch(() => 0);
    if (this.stopping.signal.aborted) return;
    const first = () => {
      this.timer = setInterval(() => this.start(() => this.run()), interval);
      this.start(() => this.run());
    };
    this.timer = setTimeout(first, age === undefined ? 0 : Math.max(0, interval - age));
  }

  private start(work: () => Promise<void>): void {
    this.running ??= requestContext
      .run({ requestId: randomUUID(), caller: { kind: 'job', name: 'catalog-sync' } }, work)
      .finally(() => (this.running = undefined));
  }
}
