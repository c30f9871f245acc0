import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { TestApp } from './test-app.js';
import { testServerUrl } from './test-database.js';

/**
 * Ends every connection of the application's pool. It repeats that until the pool has none: PostgreSQL does not yet
 * list a connection that the pool is just opening. The caller sees to it that the pool cannot open new ones.
 */
export async function endConnections({ database, databaseUrl }: TestApp): Promise<void> {
  const admin = new pg.Client({ connectionString: testServerUrl() });
  await admin.connect();
  try {
    while (database.poolUse.inUse + database.poolUse.idle > 0) {
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
        new URL(databaseUrl).pathname.slice(1),
      ]);
      await delay(10);
    }
  } finally {
    await admin.end();
  }
}
