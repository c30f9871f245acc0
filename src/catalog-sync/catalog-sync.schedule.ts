import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '../platform/config/index.js';
import { CatalogSyncError } from './catalog-sync-error.js';
import { CatalogSyncService } from './catalog-sync.service.js';

/** Copies the catalog every `CATALOG_SYNC_INTERVAL` in processes that are workers. It never removes anything. */
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
    const { role, catalogSyncInterval } = this.config;
    if (role === 'api' || catalogSyncInterval === 0) return;
    this.timer = setInterval(() => {
      this.running ??= this.run().finally(() => (this.running = undefined));
    }, catalogSyncInterval);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** Leaves it if another worker, or an operator, has just done it. Public for the tests; otherwise the timer calls it. */
  async run(): Promise<void> {
    try {
      const age = await this.service.age();
      if (age !== undefined && age < this.config.catalogSyncInterval / 2) return;
      await this.service.sync({ signal: this.stopping.signal });
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      if (error instanceof CatalogSyncError) this.logger.warn(`The catalog was not copied. ${error.message}`);
      else this.logger.error(error);
    }
  }
}
