import { type Connection, createConnection, escape, escapeId } from 'mysql2/promise';
import { awards } from './awards.ts';
import { catalog } from './catalog.ts';
import { people } from './people.ts';
import { Random } from './random.ts';
import { createTables, type SchemaOptions } from './schema.ts';
import type { Rows, Size } from './world.ts';

export interface GeneratorOptions extends Size, SchemaOptions {
  readonly seed: number;
}

export const DEFAULTS: GeneratorOptions = {
  users: 20_000,
  credentials: 200_000,
  grades: 180_000,
  sites: 1,
  seed: 1,
  nativeUuid: false,
};

/** About so much text goes into one statement; `max_allowed_packet` is 16 MiB or more by default. */
const STATEMENT_LENGTH = 1_000_000;

/**
 * Makes the database of an Open edX Credentials service, with rows as ugly as real ones. The database of the address is
 * created if it is missing; it must be empty. Answers how many rows each table got.
 */
export async function generateOpenedx(
  address: string,
  options: Partial<GeneratorOptions> = {},
): Promise<ReadonlyMap<string, number>> {
  const all = { ...DEFAULTS, ...options };
  const url = new URL(address);
  const database = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/';
  const connection = await createConnection({ uri: url.href, charset: 'utf8mb4', timezone: 'Z' });
  try {
    await useEmpty(connection, database);
    for (const statement of createTables(all)) await connection.query(statement);
    const counts = new Map<string, number>();
    for (const rows of contentOf(all)) counts.set(rows.table, await insert(connection, rows));
    // A service that rolled back its last awards goes on behind their numbers.
    const last = Math.ceil(all.credentials * 1.1) + 1000;
    await connection.query(`alter table credentials_usercredential auto_increment = ${last}`);
    return counts;
  } finally {
    await connection.end();
  }
}

function* contentOf(options: GeneratorOptions): Generator<Rows> {
  const random = new Random(options.seed);
  yield* catalog(random, options);
  yield* people(random, options.users);
  yield* awards(random, options);
}

async function useEmpty(connection: Connection, database: string): Promise<void> {
  await connection.query(`create database if not exists ${escapeId(database)} character set utf8mb4`);
  await connection.query(`use ${escapeId(database)}`);
  const [tables] = await connection.query('show tables');
  if ((tables as unknown[]).length > 0) throw new Error(`The database ${database} is not empty.`);
  const session = `set names utf8mb4, time_zone = '+00:00', foreign_key_checks = 0, unique_checks = 0`;
  await connection.query(`${session}, sql_mode = 'STRICT_ALL_TABLES'`);
}

async function insert(connection: Connection, { table, columns, rows }: Rows): Promise<number> {
  const head = `insert into ${escapeId(table)} (${columns.map((column) => escapeId(column)).join(', ')}) values\n`;
  let count = 0;
  let values: string[] = [];
  let length = 0;
  const send = async () => {
    if (values.length > 0) await connection.query({ sql: head + values.join(',\n') });
    values = [];
    length = 0;
  };
  await connection.beginTransaction();
  for (const row of rows) {
    const text = `(${row.map((value) => escape(value ?? null)).join(', ')})`;
    values.push(text);
    length += text.length;
    count += 1;
    if (length > STATEMENT_LENGTH) await send();
  }
  await send();
  await connection.commit();
  return count;
}
