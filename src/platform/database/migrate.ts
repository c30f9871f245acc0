import type { DataSource } from 'typeorm';

/** An arbitrary number, the same in all processes of the service. */
const MIGRATION_LOCK = 7_310_221;

/** Runs the missing migrations and returns their names. Processes that start together wait for each other. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      const done = await dataSource.runMigrations();
      return done.map(({ name }) => name);
    } finally {
      await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}

/** Names of the migrations that the database still lacks, in order. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const [{ known }] = await dataSource.query<[{ known: boolean }]>(
    `select to_regclass('migration') is not null as known`,
  );
  const rows = known ? await dataSource.query<{ name: string }[]>('select name from migration') : [];
  const done = new Set(rows.map(({ name }) => name));
  return dataSource.migrations.map(({ name }) => name ?? '').filter((name) => !done.has(name));
}
