import { type Statement, statement } from '../../platform/database/index.js';

export interface UpsertedRow {
  readonly uuid: string;
  readonly created: boolean;
}

export type UpsertStatement = Statement<UpsertedRow, [rows: string]>;

/**
 * Writes the rows of a JSON array into `table` by uuid and returns those that it created or changed. It does not touch
 * equal rows. Columns that a row names in `kept` stay as they are stored, and have the row's values in a new one. It is
 * not `on conflict do update`, because that draws an id for each existing row: an hourly import of 30,000 runs would use
 * the integers up within eight years.
 *
 * @param columns the table's columns without id and uuid
 * @param source a select over `$1::jsonb` that gives uuid, these columns and `kept`, null or an array of columns
 */
export function upsertStatement(table: string, columns: readonly string[], source: string): UpsertStatement {
  const list = columns.join(', ');
  const orKept = columns.map(
    (column) =>
      `case when stored.id is not null and '${column}' = any (described.kept)
             then stored.${column} else described.${column} end as ${column}`,
  );
  const from = (alias: string) => columns.map((column) => `${alias}.${column}`).join(', ');
  return statement(
    `catalog.upsert_${table}`,
    `with described as (${source}),
     incoming as (
       select stored.id, described.uuid, ${orKept.join(', ')}
         from described left join ${table} stored on stored.uuid = described.uuid),
     changed as (
       update ${table} stored set (${list}, modified) = row(${from('incoming')}, now())
         from incoming
        where stored.id = incoming.id and (${from('stored')}) is distinct from (${from('incoming')})
       returning stored.uuid),
     created as (
       insert into ${table} (uuid, ${list})
       select uuid, ${list} from incoming where id is null
       returning uuid)
     select uuid, false as created from changed union all select uuid, true from created`,
  );
}
