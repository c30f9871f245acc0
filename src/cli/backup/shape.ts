import type { Client } from 'pg';
import { quoted, type SequenceState, type TableColumns } from './format.js';
import { FOREIGN_KEYS, SEQUENCES, TABLES, TRIGGERS } from './shape.sql.js';

/** The tables of a database, and the statements around the filling of them. */
export interface Shape {
  readonly tables: readonly TableColumns[];
  /** Run before the data: no trigger fires, no foreign key asks for an order, and the tables are empty. */
  readonly before: readonly string[];
  /** Undo the first two. Every row is checked then. */
  readonly after: readonly string[];
}

interface Pair {
  readonly before: string;
  readonly after: string;
}

export async function readShape(client: Client): Promise<Shape> {
  const { rows: tables } = await client.query<TableColumns>(TABLES);
  const { rows: keys } = await client.query<Pair>(FOREIGN_KEYS);
  const { rows: triggers } = await client.query<Pair>(TRIGGERS);
  const truncate = `truncate ${tables.map(({ name }) => quoted(name)).join(', ')}`;
  return {
    tables,
    before: [...[...triggers, ...keys].map(({ before }) => before), ...(tables.length > 0 ? [truncate] : [])],
    after: [...keys, ...triggers].map(({ after }) => after),
  };
}

/** A sequence stands outside of transactions: read after a snapshot, it is beyond every id in it. */
export async function readSequences(client: Client): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(SEQUENCES);
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const {
      rows: [state],
    } = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${quoted(name)}`,
    );
    states.push({ name, ...state! });
  }
  return states;
}

/** The migrations that have run, in order; undefined for a database on which none has. */
export async function readMigrations(client: Client): Promise<string[] | undefined> {
  const {
    rows: [found],
  } = await client.query<{ known: boolean }>(`select to_regclass('migration') is not null as known`);
  if (!found!.known) return undefined;
  const { rows } = await client.query<{ name: string }>('select name from migration order by id');
  return rows.map(({ name }) => name);
}
