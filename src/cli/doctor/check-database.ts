import type { DataSource } from 'typeorm';
import { pendingMigrations } from '../../platform/database/index.js';
import { counted } from '../../platform/text/index.js';
import { failed, type Finding, ok } from './check.js';

/** The oldest PostgreSQL that the service's SQL works on. */
const OLDEST_MAJOR = 14;

/** Whether the service can work with the database, and whether it is up to date. */
export async function checkDatabase(dataSource: DataSource): Promise<Finding[]> {
  const { version = '' } = dataSource.driver;
  const server =
    parseInt(version, 10) >= OLDEST_MAJOR
      ? ok('database', `PostgreSQL ${version} answers`)
      : failed('database', `PostgreSQL ${version} is too old`, `use PostgreSQL ${OLDEST_MAJOR} or later`);
  const pending = await pendingMigrations(dataSource);
  const migrations =
    pending.length === 0
      ? ok('migrations', 'up to date')
      : failed(
          'migrations',
          `the database lacks ${counted(pending.length, 'migration')}`,
          'run the command migrate',
        );
  return [server, migrations];
}
