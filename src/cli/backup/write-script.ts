import type { Client } from 'pg';
import { to } from 'pg-copy-streams';
import { counted } from '../../platform/text/index.js';
import type { DataFile } from './data-files.js';
import {
  type Comment,
  copyIn,
  copyOut,
  END_OF_DATA,
  FILLED_BY_MIGRATIONS,
  FIRST_LINE,
  type Manifest,
  quoted,
  setSequence,
  type TableColumns,
  type TableSum,
  type Totals,
} from './format.js';
import { SETTING_STATEMENTS } from './session.js';
import { readSequences, type Shape } from './shape.js';
import { RowSum, sha256Of } from './sum.js';

/** Short enough for an editor, and a multiple of three bytes, so that the lines of a file can be joined. */
const BASE64_BYTES = 3000;

/** A command of psql. Without it psql would take the rows behind an error for statements. */
const STOP_AT_ERROR = '\\set ON_ERROR_STOP on';

/** A table that takes longer says how far it is. */
const QUIET_MS = 5000;

export interface Contents {
  readonly manifest: Manifest;
  readonly shape: Shape;
  readonly files: readonly DataFile[];
}

/**
 * The text of a backup, piece by piece.
 * @param client in a transaction with one snapshot
 */
export async function* script(
  client: Client,
  { manifest, shape, files }: Contents,
  finished: (totals: Totals) => void,
  say: (line: string) => void,
): AsyncGenerator<string | Buffer> {
  yield `${FIRST_LINE}\n${comment({ manifest })}${STOP_AT_ERROR}\n`;
  yield statements('begin', ...SETTING_STATEMENTS, guard(manifest), ...shape.before);
  let rows = 0;
  for (const table of manifest.tables) {
    yield `${copyIn(table)};\n`;
    const sum = yield* data(client, table, say);
    yield `${END_OF_DATA}\n${comment({ sum })}`;
    rows += sum.rows;
    if (sum.rows > 0) say(`${table.name}: ${counted(sum.rows, 'row')}`);
  }
  for (const sequence of await readSequences(client))
    yield `${comment({ sequence })}${setSequence(sequence)};\n`;
  yield statements(...shape.after, 'commit');
  for (const { path, content } of files) {
    yield comment({ file: { path, bytes: content.length, sha256: sha256Of(content) } });
    for (let at = 0; at < content.length; at += BASE64_BYTES)
      yield `-- ${content.subarray(at, at + BASE64_BYTES).toString('base64')}\n`;
  }
  const totals = { tables: manifest.tables.length, rows, files: files.length };
  yield comment({ totals });
  finished(totals);
}

async function* data(
  client: Client,
  table: TableColumns,
  say: (line: string) => void,
): AsyncGenerator<Buffer, TableSum> {
  const sum = new RowSum();
  let told = performance.now();
  for await (const chunk of client.query(to(copyOut(table))) as AsyncIterable<Buffer>) {
    sum.add(chunk);
    yield chunk;
    if (performance.now() - told < QUIET_MS) continue;
    told = performance.now();
    say(`${table.name}: ${sum.rows} rows so far`);
  }
  return { table: table.name, rows: sum.rows, sha256: sum.digest() };
}

/** Stops psql on a database with tables of another version, or with rows: those would get lost. */
function guard({ migrations, tables }: Manifest): string {
  const names = migrations.map(literal).join(', ');
  const filled = tables.filter(({ name }) => !FILLED_BY_MIGRATIONS.includes(name));
  const rows = filled.map(({ name }) => `exists (select from ${quoted(name)})`).join(' or ');
  return [
    'do $$ begin',
    'if (select array_agg(name::text order by name) from migration) is distinct from',
    `(select array_agg(name order by name) from unnest(array[${names}]::text[]) name)`,
    `then raise exception 'the database has not the same migrations as the backup'; end if;`,
    `if ${rows} then raise exception 'the database is not empty'; end if;`,
    'end $$',
  ].join(' ');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function comment(value: Comment): string {
  return `-- ${JSON.stringify(value)}\n`;
}

function statements(...texts: string[]): string {
  return texts.map((text) => `${text};\n`).join('');
}
