import { describe, expect, it } from '@jest/globals';
import { useOpenDatabase } from '../support/open-database.js';

describe('the time of the last change', () => {
  const test = useOpenDatabase();

  const sql = <Row = unknown>(text: string) => test.dataSource.query<Row[]>(text);

  it('does not run backwards when a transaction that began earlier changes the row later', async () => {
    await test.database.transaction(async ({ manager }) => {
      await manager.query('select now()');
      await sql(`insert into users (username) values ('late')`);
      await sql(`update users set full_name = 'Later', modified = clock_timestamp() where username = 'late'`);
      const [before] = await sql<{ modified: Date }>(`select modified from users where username = 'late'`);
      await manager.query(`update users set full_name = 'Early', modified = now() where username = 'late'`);
      const [after] = await manager.query<[{ full_name: string; modified: Date }]>(
        `select full_name, modified from users where username = 'late'`,
      );
      expect(after).toEqual({ full_name: 'Early', modified: before!.modified });
    });
  });

  it('is kept from running backwards in each table that has one', async () => {
    const tables = await sql<{ name: string }>(
      `select table_name as name from information_schema.columns c
        where column_name = 'modified' and table_schema = 'public' order by 1`,
    );
    const kept = await sql<{ name: string }>(
      `select tgrelid::regclass::text as name from pg_trigger
        where tgfoid = 'keep_modified'::regproc order by 1`,
    );
    expect(kept).toEqual(tables);
  });

  it('is never before the creation, in no table that has both', async () => {
    const tables = await sql<{ name: string }>(
      `select table_name as name from information_schema.columns c
        where column_name in ('created', 'modified') and table_schema = 'public'
        group by 1 having count(*) = 2 order by 1`,
    );
    const checked = await sql<{ name: string }>(
      `select conrelid::regclass::text as name from pg_constraint
        where contype = 'c' and convalidated and pg_get_constraintdef(oid) = 'CHECK ((modified >= created))' order by 1`,
    );
    expect(checked).toEqual(tables);
  });

  it('and every other one are in the years that answers can show, in each column of each table', async () => {
    const columns = await sql<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
         join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE'
          and (data_type ~ '^(timestamp|date)' or udt_name ~ '^_(timestamp|date)') order by 1`,
    );
    // A limit at each end, of the column or of all that is in it.
    const limited = await sql<{ name: string }>(
      `select conrelid::regclass || '.' || attname as name
         from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any (conkey)
        -- A column such as time stands in quotes there.
        cross join replace(pg_get_constraintdef(pg_constraint.oid), '"', '') rule
        where contype = 'c' and convalidated
          and (rule like '%(' || attname || ' >= ''0001-01-01 00:00:00+00''%'
               and rule like '%(' || attname || ' < ''10000-01-01 00:00:00+00''%'
            or rule like '%''0001-01-01 00:00:00+00''::timestamp with time zone <= ALL (' || attname || '))%'
               and rule like '%''10000-01-01 00:00:00+00''::timestamp with time zone > ALL (' || attname || '))%')
        order by 1`,
    );
    expect(columns.length).toBeGreaterThan(30);
    expect(limited).toEqual(columns);
  });
});
