import type { QueryRunner } from 'typeorm';
import type { MigrationSteps } from './migration-steps.js';
import { queryRows } from './query-rows.js';

/** An integer column. */
export interface NumberColumn {
  readonly table: string;
  readonly column: string;
}

/** An id, and the columns of other tables that refer to it. */
export interface WideId extends NumberColumn {
  readonly references?: readonly NumberColumn[];
}

/**
 * Makes an id and all references to it bigint, beside reads and writes. Changing the type in place rewrites the table
 * and its indexes and keeps everybody out: 14 seconds for a million rows. So a second column is filled in batches, gets
 * its indexes concurrently, and takes the place of the first in one short transaction. Can run again after a break.
 */
export async function widenId(steps: MigrationSteps, runner: QueryRunner, id: WideId): Promise<void> {
  const columns = [id, ...(id.references ?? [])];
  const [type] = await queryRows<{ wide: boolean }>(
    runner,
    `select atttypid = 'bigint'::regtype as wide from pg_attribute where attrelid = $1::regclass and attname = $2`,
    [id.table, id.column],
  );
  if (type?.wide !== true) {
    for (const column of columns) await fill(steps, runner, column);
    const swap = [
      ...(await withoutViews(runner, columns)),
      ...(await withoutForeignKeys(runner, columns)),
      ...(await replaceColumns(runner, columns)),
    ];
    // The first of each pair takes away, the second puts back; what was taken first comes back last.
    await steps.briefly(...swap.map(([take]) => take), ...swap.reverse().map(([, put]) => put));
  }
  await validate(steps, runner, columns);
}

type TakeAndPut = [take: string, put: string];

const wide = (column: string) => `${column}_wide`;

/** Adds the second column, which a trigger keeps equal, fills it and builds its indexes. */
async function fill(
  steps: MigrationSteps,
  runner: QueryRunner,
  { table, column }: NumberColumn,
): Promise<void> {
  const copy = `${table}_${wide(column)}`;
  await steps.briefly(
    `alter table ${table} add column if not exists ${wide(column)} bigint`,
    `create or replace function ${copy}() returns trigger language plpgsql as
       $$ begin new.${wide(column)} := new.${column}; return new; end $$`,
    `create or replace trigger ${copy} before insert or update on ${table} for each row execute function ${copy}()`,
  );
  await steps.inBatches(
    table,
    `update ${table} set ${wide(column)} = ${column}
      where ${column} between $1 and $2 and ${wide(column)} is null and ${column} is not null`,
    column,
  );
  for (const { name, definition, unique } of await indexesOf(runner, { table, column })) {
    const [, using] = definition.split(' USING ');
    const renamed = using!.replace(new RegExp(`\\b${column}\\b`, 'g'), wide(column));
    await steps.indexConcurrently(wide(name), `on ${table} using ${renamed}`, { unique });
  }
  if (await isRequired(runner, { table, column })) {
    await steps.check(table, copy, `${wide(column)} is not null`);
    await steps.briefly(`alter table ${table} alter column ${wide(column)} set not null`);
  }
}

interface IndexOf {
  readonly name: string;
  readonly definition: string;
  readonly unique: boolean;
  readonly constraint: string | null;
  readonly primary: boolean;
}

/** The indexes with that column. */
function indexesOf(runner: QueryRunner, { table, column }: NumberColumn): Promise<IndexOf[]> {
  return queryRows<IndexOf>(
    runner,
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition,
            i.indisunique as unique, i.indisprimary as primary, c.conname as constraint
       from pg_index i
       join pg_attribute a on a.attrelid = i.indrelid and a.attname = $2 and a.attnum = any (i.indkey)
       left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
      where i.indrelid = $1::regclass order by 1`,
    [table, column],
  );
}

async function isRequired(runner: QueryRunner, { table, column }: NumberColumn): Promise<boolean> {
  const [found] = await queryRows<{ required: boolean }>(
    runner,
    'select attnotnull as required from pg_attribute where attrelid = $1::regclass and attname = $2',
    [table, column],
  );
  return found?.required === true;
}

/** Views over the columns come back as they were. */
async function withoutViews(runner: QueryRunner, columns: readonly NumberColumn[]): Promise<TakeAndPut[]> {
  const found = new Map<string, string>();
  for (const { table, column } of columns) {
    const views = await queryRows<{ name: string; definition: string }>(
      runner,
      `select distinct r.ev_class::regclass::text as name, pg_get_viewdef(r.ev_class) as definition
         from pg_depend d
         join pg_rewrite r on r.oid = d.objid
         join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.refobjid = $1::regclass and a.attname = $2`,
      [table, column],
    );
    for (const { name, definition } of views) found.set(name, definition);
  }
  return [...found].map(([name, definition]) => [
    `drop view ${name}`,
    `create view ${name} as ${definition}`,
  ]);
}

/** Foreign keys over the columns come back without a look at the stored rows, which follows. */
async function withoutForeignKeys(
  runner: QueryRunner,
  columns: readonly NumberColumn[],
): Promise<TakeAndPut[]> {
  const found = new Map<string, TakeAndPut>();
  for (const { table, column } of columns) {
    const keys = await queryRows<{ child: string; name: string; definition: string }>(
      runner,
      `select c.conrelid::regclass::text as child, conname as name, pg_get_constraintdef(c.oid) as definition
         from pg_constraint c
         join pg_attribute a on a.attname = $2 and (
              a.attrelid = c.conrelid and a.attnum = any (c.conkey)
           or a.attrelid = c.confrelid and a.attnum = any (c.confkey))
        where c.contype = 'f' and a.attrelid = $1::regclass`,
      [table, column],
    );
    for (const { child, name, definition } of keys) {
      const put = `alter table ${child} add constraint ${name} ${definition.replace(/ NOT VALID$/, '')} not valid`;
      found.set(name, [`alter table ${child} drop constraint ${name}`, put]);
    }
  }
  return [...found.values()];
}

/** The second columns take names, indexes, checks and numbering of the first. */
async function replaceColumns(runner: QueryRunner, columns: readonly NumberColumn[]): Promise<TakeAndPut[]> {
  const pairs: TakeAndPut[] = [];
  for (const { table, column } of columns) {
    const copy = `${table}_${wide(column)}`;
    const checks = await queryRows<{ name: string; definition: string }>(
      runner,
      `select conname as name, pg_get_constraintdef(c.oid) as definition
         from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
        where c.contype = 'c' and c.conrelid = $1::regclass and a.attname = $2`,
      [table, column],
    );
    const indexes = await indexesOf(runner, { table, column });
    const [numbering] = await queryRows<{ sequence: string | null }>(
      runner,
      'select pg_get_serial_sequence($1, $2) as sequence',
      [table, column],
    );
    const sequence = numbering!.sequence;
    const take = [
      `drop trigger ${copy} on ${table}`,
      `drop function ${copy}()`,
      `alter table ${table} drop constraint if exists ${copy}`,
      ...checks.map(({ name }) => `alter table ${table} drop constraint ${name}`),
      ...(sequence === null ? [] : [moveNumbering(table, column, sequence)]),
      `alter table ${table} drop column ${column}`,
      `alter table ${table} rename column ${wide(column)} to ${column}`,
    ];
    const put = [
      ...indexes.map(({ name }) => `alter index ${wide(name)} rename to ${name}`),
      ...indexes
        .filter(({ constraint }) => constraint !== null)
        .map(({ name, primary, constraint }) => {
          const kind = primary ? 'primary key' : 'unique';
          return `alter table ${table} add constraint ${constraint} ${kind} using index ${name}`;
        }),
      ...checks.map(
        ({ name, definition }) => `alter table ${table} add constraint ${name} ${definition} not valid`,
      ),
    ];
    pairs.push([take.join(';\n'), put.join(';\n') || 'select']);
  }
  return pairs;
}

/** The new sequence goes on where the old one is, and has its name. */
function moveNumbering(table: string, column: string, sequence: string): string {
  return `do $$
    declare following bigint;
    begin
      select last_value + is_called::int into following from ${sequence};
      alter table ${table} alter column ${column} drop identity;
      alter table ${table} alter column ${wide(column)} add generated by default as identity (sequence name ${sequence});
      perform setval('${sequence}', following, false);
    end $$`;
}

/** Reads the stored rows for what came back unread. */
async function validate(
  steps: MigrationSteps,
  runner: QueryRunner,
  columns: readonly NumberColumn[],
): Promise<void> {
  const tables = [...new Set(columns.map(({ table }) => table))];
  const open = await queryRows<{ table: string; name: string }>(
    runner,
    `select conrelid::regclass::text as table, conname as name from pg_constraint
      where not convalidated and conrelid = any ($1::regclass[]) order by 1, 2`,
    [tables],
  );
  for (const { table, name } of open) await steps.briefly(`alter table ${table} validate constraint ${name}`);
}
