import { type Statement, statement } from '../../platform/database/index.js';

export interface UpsertedRow {
  readonly uuid: string;
  readonly created: boolean;
}

export type UpsertStatement = Statement<UpsertedRow, [rows: string]>;

/**
 * Writes the rows of a JSON array into `table` by uuid and returns those that it created or changed. It does not touch
 * equal rows. It is not `on conflict do update`, because that draws an id for each existing row: an hourly import of
 * 30,000 runs would use the integers up within eight years.
 *
 * @param columns the table's columns without id and uuid
 * @param source a select over `$1::jsonb` that gives uuid and these columns
 */
export function upsertStatement(table: string, columns: readonly string[], source: string): UpsertStatement {
  const list = columns.join(', ');
  const from = (alias: string) => columns.map((column) => `${alias}.${column}`).join(', ');
  return statement(
    `catalog.upsert_${table}`,
    `with incoming as (${source}),
     changed as (
       update ${table} stored set (${list}, modified) = row(${from('incoming')}, now())
         from incoming
        where stored.uuid = incoming.uuid and (${from('stored')}) is distinct from (${from('incoming')})
       returning stored.uuid),
     created as (
       insert into ${table} (uuid, ${list})
       select uuid, ${list} from incoming
        where not exists (select from ${table} stored where stored.uuid = incoming.uuid)
       returning uuid)
     select uuid, false as created from changed union all select uuid, true from created`,
  );
}
