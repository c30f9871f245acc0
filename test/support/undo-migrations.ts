import type { DataSource } from 'typeorm';
import { pendingMigrations } from '../../src/platform/database/index.js';

/** Takes back the migrations from the one whose name begins so, or all of them, unless they are taken back already. */
export async function undoMigrations(dataSource: DataSource, from = ''): Promise<void> {
  const at = dataSource.migrations.findIndex(({ name }) => name?.startsWith(from));
  if (at < 0) throw new Error(`There is no migration ${from}`);
  const pending = await pendingMigrations(dataSource);
  for (let left = dataSource.migrations.length - pending.length; left > at; left -= 1)
    await dataSource.undoLastMigration();
}
