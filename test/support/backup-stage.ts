import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import type { Env } from '../../src/config/index.js';
import { command, type CommandResult } from './command-line.js';
import { CONFORMANCE_ENV } from './test-app.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { makeTestFolder } from './test-server.js';

/** A folder for backups, and databases and data folders that they come from and go to. */
export class BackupStage {
  private readonly databases: TestDatabase[] = [];
  private count = 0;

  private constructor(readonly folder: string) {}

  static async open(): Promise<BackupStage> {
    return new BackupStage(await makeTestFolder());
  }

  async close(): Promise<void> {
    for (const database of this.databases) await database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A path that nothing has yet. */
  path(name: string): string {
    this.count += 1;
    return join(this.folder, `${this.count}-${name}`);
  }

  /** @returns the address of a new database */
  async database(template?: string): Promise<string> {
    const database = await createTestDatabase(template);
    this.databases.push(database);
    return database.url;
  }

  async backUp(env: Env): Promise<string> {
    const path = this.path('backup.sql.gz');
    const result = await this.command(env, 'backup', path);
    if (result.code !== 0) throw new Error(result.err);
    return path;
  }

  command(env: Env, ...args: string[]): Promise<CommandResult> {
    return command({ ...CONFORMANCE_ENV, DATA_DIR: join(this.folder, 'data'), ...env }, ...args);
  }

  /** A copy of a backup with another text. */
  async rewritten(backup: string, change: (text: string) => string): Promise<string> {
    const path = this.path('rewritten.sql.gz');
    const text = gunzipSync(await readFile(backup)).toString();
    const changed = change(text);
    if (changed === text) throw new Error('the backup is the same');
    await writeFile(path, gzipSync(changed));
    return path;
  }
}

/** Takes all rows of a table out of the text of a backup, with right sums. */
export function withoutRows(text: string, table: string): string {
  const data = new RegExp(`(copy "${table}" .*\\n)[^]*?\\n\\\\\\.\\n-- \\{"sum":.*"rows":(\\d+).*\\n`);
  const [, , removed = '0'] = data.exec(text) ?? [];
  const sum = { table, rows: 0, sha256: createHash('sha256').digest('hex') };
  return text
    .replace(data, (_, head: string) => `${head}\\.\n-- ${JSON.stringify({ sum })}\n`)
    .replace(
      /("totals":.*"rows":)(\d+)/,
      (_, head: string, rows) => `${head}${Number(rows) - Number(removed)}`,
    );
}

export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The rows of every table, as numbers and sums, and where every sequence stands. Restores leave a row of their own. */
export async function stateOf(url: string): Promise<Record<string, string>> {
  const [{ state } = { state: {} }] = await query<{ state: Record<string, string> }>(
    url,
    `select jsonb_object_agg(relname, state) as state from (
       select relname, (xpath('/row/s/text()', query_to_xml(case relkind when 'r' then
           format('select count(*) || '' '' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '''') as s
                     from %I t %s', relname, case relname when 'audit_log' then 'where subject <> ''backup''' else '' end)
         else format('select last_value || '' '' || is_called as s from %I', relname) end, false, true, '')))[1]::text as state
         from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'S')
          and relname not in ('migration', 'migration_id_seq', 'audit_log_id_seq')) states`,
  );
  return state;
}
