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

  it('take credentials for awarded before, unless they were made revoked and never touched', async () => {
    const at = dataSource.migrations.findIndex(({ name }) => name?.startsWith('FirstAward'));
    for (const _ of dataSource.migrations.slice(at)) await dataSource.undoLastMigration();
    await dataSource.query(`
      insert into users (username) select 'learner_' || n from generate_series(1, 5) n;
      insert into course_certificate (site_id, course_id, certificate_type, is_active)
        values ((select id from site), 'R1', 'verified', true);
      insert into user_credential (user_id, course_certificate_id, status, status_changes, created, modified)
        select u.id, (select id from course_certificate), status, changes, '2024-01-01', touched::date
          from (values (1, 'awarded', 1, '2024-01-01'), (2, 'awarded', 2, '2024-01-02'),
                       (3, 'revoked', 2, '2024-01-02'), (4, 'revoked', 1, '2024-01-02'),
                       (5, 'revoked', 1, '2024-01-01')) as history (n, status, changes, touched)
          join users u on u.username = 'learner_' || n`);
    await migrate(dataSource);
    const rows = await dataSource.query<{ first: boolean | null }[]>(
      'select first_awarded_at = created as first from user_credential order by user_id',
    );
    await dataSource.query('truncate users, course_certificate cascade');
    expect(rows.map(({ first }) => first)).toEqual([true, true, true, true, null]);
  });

  it('give what is awarded the time of a first award, and let none be without from then on', async () => {
    const at = dataSource.migrations.findIndex(({ name }) => name?.startsWith('AwardedHasFirstAward'));
    for (const _ of dataSource.migrations.slice(at)) await dataSource.undoLastMigration();
    await dataSource.query(`
      insert into users (username) values ('learner');
      insert into course_certificate (site_id, course_id, certificate_type, is_active)
        select site.id, 'R' || n, 'verified', true from site, generate_series(1, 2) n;
      insert into user_credential (user_id, course_certificate_id, status, first_awarded_at, modified)
        select users.id, certificate.id, status, null, '2024-01-02'
          from users, course_certificate certificate, (values ('R1', 'awarded'), ('R2', 'revoked')) as made (run, status)
         where certificate.course_id = run`);
    await migrate(dataSource);
    const rows = await dataSource.query(
      'select status, first_awarded_at = modified as healed from user_credential order by status',
    );
    expect(rows).toEqual([
      { status: 'awarded', healed: true },
      { status: 'revoked', healed: null },
    ]);
    await expect(dataSource.query(`update user_credential set status = 'awarded'`)).rejects.toThrow(
      'user_credential_first_award_ck',
    );
    await dataSource.query('truncate users, course_certificate cascade');
  });

  it('take the blanks around usernames away, and keep two users apart that would then be one', async () => {
    const last = dataSource.migrations.findLastIndex(({ name }) => name?.startsWith('TrimmedUsernames'));
    for (const _ of dataSource.migrations.slice(last)) await dataSource.undoLastMigration();
    const names = ['free ', 'Taken', ' taken', '\u00a0twice', 'twice\t', ' ', 'in between'];
    await dataSource.query('insert into users (id, username) select * from unnest($1::int[], $2::text[])', [
      names.map((_, index) => 1001 + index),
      names,
    ]);
    await migrate(dataSource);
    const rows = await dataSource.query<{ username: string }[]>(
      'select username from users where id > 1000 order by id',
    );
    expect(rows.map(({ username }) => username)).toEqual([
      'free',
      'Taken',
      'taken (1003)',
      'twice',
      'twice (1005)',
      'user (1006)',
      'in between',
    ]);
    await dataSource.query('delete from users where id > 1000');
  });

  it('run once when several processes start together', async () => {
    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    const others = await Promise.all([1, 2, 3].map(() => createDataSource(database.url).initialize()));
    const ran = await Promise.all(others.map((other) => migrate(other)));
    await Promise.all(others.map((other) => other.destroy()));
    expect(ran.flat()).toHaveLength(dataSource.migrations.length);
  });
});
