import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source.js';
import { migrate, pendingMigrations } from '../../src/platform/database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** The schema in words: columns, constraints, indexes, views, functions of the public schema, in a fixed order. */
const SCHEMA = `
  select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
         coalesce(column_default, '') || ' ' || coalesce(character_maximum_length::text, '') as line
    from information_schema.columns where table_schema = 'public'
  union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
  union all select 'index ' || indexname || ' ' || indexdef from pg_indexes where schemaname = 'public'
  union all select 'view ' || viewname || ' ' || definition from pg_views where schemaname = 'public'
  union all select 'function ' || proname || ' ' || pg_get_functiondef(oid)
    from pg_proc where pronamespace = 'public'::regnamespace
  order by 1`;

describe('migrations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const schema = async () => (await dataSource.query<{ line: string }[]>(SCHEMA)).map(({ line }) => line);

  it('leave nothing that the entities do not declare, nor lack anything that they do', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('go down to an empty database and up again to the same schema', async () => {
    const before = await schema();
    expect(before.length).toBeGreaterThan(50);
    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    expect((await schema()).filter((line) => !line.includes('migration'))).toEqual([]);
    expect(await pendingMigrations(dataSource)).toHaveLength(dataSource.migrations.length);
    await migrate(dataSource);
    expect(await schema()).toEqual(before);
    expect(await pendingMigrations(dataSource)).toEqual([]);
  });

  it('run once when several processes start together', async () => {
    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    const others = await Promise.all([1, 2, 3].map(() => createDataSource(database.url).initialize()));
    const ran = await Promise.all(others.map((other) => migrate(other)));
    await Promise.all(others.map((other) => other.destroy()));
    expect(ran.flat()).toHaveLength(dataSource.migrations.length);
  });
});
