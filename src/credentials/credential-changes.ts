import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { goOnWithChanges } from './credential-changes.sql.js';

/**
 * Looks once, at the start, whether the numbers of changes came from another database, as after a restored backup. New
 * ones would be below them, and readers of the feed would miss those changes.
 */
@Injectable()
export class CredentialChanges implements OnApplicationBootstrap {
  private readonly logger = new Logger(CredentialChanges.name);
  private looked: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    // A database that is away now is asked before the first walk.
    await this.goOn().catch(() => undefined);
  }

  goOn(): Promise<void> {
    this.looked ??= this.look().catch((error: unknown) => {
      this.looked = undefined;
      throw error;
    });
    return this.looked;
  }

  private async look(): Promise<void> {
    const [row] = await this.database.run(goOnWithChanges, []);
    if (row!.raised) this.logger.log('The feed of changes goes on above those of the restored database');
  }
}
