import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { type Config } from '../config/index.js';
import { OperatorError } from '../platform/errors/index.js';
import { migrate, pendingMigrations } from '../platform/database/index.js';
import { counted } from '../platform/text/index.js';

/**
 * Opens the database for `work` and closes it afterwards.
 * @throws OperatorError when it does not answer
 */
export async function withDataSource<T>(
  url: string,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = createDataSource(url);
  await dataSource.initialize().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new OperatorError(`The database does not answer: ${reason}. Check DATABASE_URL.`);
  });
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Outside production the database is migrated. In production migrating is a decision of the operator, so the database
 * must be up to date already. For a dry run it must be up to date, too.
 * @returns the names of the migrations that ran
 */
export async function prepareDatabase(config: Config, url: string, dryRun = false): Promise<string[]> {
  return withDataSource(url, async (dataSource) => {
    if (!config.production && !dryRun) return migrate(dataSource);
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0) {
      throw new OperatorError(
        `The database lacks ${counted(pending.length, 'migration')}; run the command migrate first (docs/operations.md).`,
      );
    }
    return [];
  });
}
