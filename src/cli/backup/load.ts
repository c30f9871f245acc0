import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from, to } from 'pg-copy-streams';
import { databaseErrorIn } from '../../platform/errors/index.js';
import { holdDeliveries } from '../../platform/outbox/index.js';
import { counted } from '../../platform/text/index.js';
import { CommandError } from '../command.js';
import type { DataFile } from './data-files.js';
import {
  copyIn,
  copyOut,
  DamagedBackupError,
  type Manifest,
  quoted,
  type SequenceState,
  setSequence,
  type TableColumns,
  type TableSum,
} from './format.js';
import { type Part, readScript } from './read-script.js';
import { readShape, type Shape } from './shape.js';
import { RowSum } from './sum.js';
import { requireEmpty } from './target.js';

export interface LoadOptions {
  readonly path: string;
  readonly manifest: Manifest;
  readonly holdDeliveries: boolean;
  readonly say: (line: string) => void;
}

export interface Loaded {
  readonly files: readonly DataFile[];
  /** Deliveries that were given up; undefined when nobody asked for that. */
  readonly held: number | undefined;
}

/** A server that another session keeps from a table says so after this time. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Fills the tables of an empty database whose schema is that of the backup, in one transaction: after an error it is as
 * empty as before. Every constraint is checked, and each table is read again and compared with its sum.
 */
export async function load(client: Client, options: LoadOptions): Promise<Loaded> {
  const { manifest } = options;
  await client.query('begin');
  await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  const shape = await readShape(client);
  requireSameTables(shape, manifest);
  await client.query(`lock table ${shape.tables.map(({ name }) => quoted(name)).join(', ')}`);
  await requireEmpty(client, shape.tables);
  for (const statement of shape.before) await client.query(statement);
  const { sums, sequences, files } = await fill(client, options);
  for (const statement of shape.after) await inWords('a foreign key', client.query(statement));
  await compare(client, manifest, sums);
  for (const sequence of sequences) await client.query(setSequence(sequence));
  const held = options.holdDeliveries ? await hold(client) : undefined;
  await client.query('commit');
  // The planner knows nothing of the rows otherwise.
  await client.query('analyze');
  return { files, held };
}

/** Columns in another order are the same: each statement names them. */
function requireSameTables({ tables }: Shape, manifest: Manifest): void {
  const textOf = ({ name, columns }: TableColumns) => `${name} (${[...columns].sort().join(', ')})`;
  const [there, told] = [tables.map(textOf), manifest.tables.map(textOf)];
  const other = [
    ...told.filter((text) => !there.includes(text)),
    ...there.filter((text) => !told.includes(text)),
  ];
  if (other.length === 0) return;
  throw new CommandError(
    `The tables of the backup are not those that its migrations make. Different: ${other[0]}. Nothing was restored.`,
  );
}

interface Filled {
  readonly sums: readonly TableSum[];
  readonly sequences: readonly SequenceState[];
  readonly files: readonly DataFile[];
}

async function fill(client: Client, { path, say }: LoadOptions): Promise<Filled> {
  const filled = { sums: [] as TableSum[], sequences: [] as SequenceState[], files: [] as DataFile[] };
  const parts = readScript(path);
  for await (const part of parts) {
    if (part.kind === 'sequence') filled.sequences.push(part.sequence);
    else if (part.kind === 'file') filled.files.push(part.file);
    else if (part.kind === 'table') {
      const sum = await fillTable(client, part.table, parts);
      filled.sums.push(sum);
      if (sum.rows > 0) say(`${sum.table}: ${counted(sum.rows, 'row')}`);
    }
  }
  return filled;
}

async function fillTable(
  client: Client,
  table: TableColumns,
  parts: AsyncGenerator<Part>,
): Promise<TableSum> {
  let sum: TableSum | undefined;
  async function* rows(): AsyncGenerator<Buffer> {
    while (sum === undefined) {
      const next: IteratorResult<Part, unknown> = await parts.next();
      if (next.done === true) return;
      if (next.value.kind === 'data') yield next.value.chunk;
      else if (next.value.kind === 'sum') ({ sum } = next.value);
    }
  }
  await inWords(`the table ${table.name}`, pipeline(rows, client.query(from(copyIn(table)))));
  return sum!;
}

/** Reads every table again. */
async function compare(client: Client, { tables }: Manifest, sums: readonly TableSum[]): Promise<void> {
  for (const [index, table] of tables.entries()) {
    const sum = new RowSum();
    for await (const chunk of client.query(to(copyOut(table)))) sum.add(chunk as Buffer);
    const { rows, sha256 } = sums[index]!;
    if (sum.rows !== rows || sum.digest() !== sha256)
      throw new DamagedBackupError(`the table ${table.name} came out other than it stands there`);
  }
}

async function hold(client: Client): Promise<number> {
  const { rows } = await client.query<{ held: number }>(holdDeliveries.text);
  return rows[0]!.held;
}

/** PostgreSQL's own words quote rows. */
async function inWords(subject: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const parts = databaseErrorIn(error);
    if (parts === undefined) throw error;
    const about = [`SQLSTATE ${parts.code}`, ...(parts.constraint === undefined ? [] : [parts.constraint])];
    throw new CommandError(
      `PostgreSQL refuses ${subject} of the backup (${about.join(', ')}). Nothing was restored.`,
    );
  }
}
