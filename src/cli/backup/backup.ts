import { createWriteStream } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { VERSION } from '../../config/index.js';
import { MIGRATION_LOCK } from '../../platform/database/index.js';
import { CommandError } from '../command.js';
import { readDataFiles } from './data-files.js';
import { FORMAT, type Manifest, quoted, type Totals } from './format.js';
import { withSession } from './session.js';
import { readMigrations, readShape } from './shape.js';
import { type Contents, script } from './write-script.js';

export interface BackupOptions {
  readonly url: string;
  /** A file that is not there yet, or a folder in which one gets a name by the time. */
  readonly target: string;
  readonly dataDir: string;
  readonly commit: string;
  readonly say: (line: string) => void;
}

export interface BackupResult extends Totals {
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
}

const LOCK_POLL_MS = 250;

/** Half the time of the default level, for a file that is a tenth larger. */
const COMPRESSION_LEVEL = 3;

/** Writes a backup of one moment, while others read and write. The file has its name only when it is complete. */
export async function backUp({ url, target, dataDir, commit, say }: BackupOptions): Promise<BackupResult> {
  const path = await placeOf(target);
  return withSession(url, async (client) => {
    await keepMigrationsOut(client, say);
    await client.query('begin isolation level repeatable read read only');
    const contents = await readContents(client, dataDir, commit);
    const totals = await write(path, client, contents, say);
    const { size } = await stat(path);
    return { path, bytes: size, ...totals };
  });
}

async function placeOf(target: string): Promise<string> {
  const isFolder = await stat(target).then(
    (status) => status.isDirectory(),
    () => false,
  );
  const time = new Date().toISOString().replace(/\.\d+|[-:]/g, '');
  const path = resolve(isFolder ? join(target, `credentials-${time}.sql.gz`) : target);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CommandError(`${path} exists; choose another name.`);
  return path;
}

/** A migration in steps would be half done in the snapshot. Migrations wait until this session ends. */
async function keepMigrationsOut(client: Client, say: (line: string) => void): Promise<void> {
  for (let told = false; ; told = true) {
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock_shared($1) as locked',
      [MIGRATION_LOCK],
    );
    if (rows[0]!.locked) return;
    if (!told) say('another process migrates; waiting for it');
    await delay(LOCK_POLL_MS);
  }
}

async function readContents(client: Client, dataDir: string, commit: string): Promise<Contents> {
  const migrations = await readMigrations(client);
  if (migrations === undefined || migrations.length === 0)
    throw new CommandError('There is nothing to back up: the database has no tables of the service.');
  const shape = await readShape(client);
  const {
    rows: [about],
  } = await client.query<{ made: string; postgres: string }>(
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as made,
            current_setting('server_version') as postgres`,
  );
  await client.query(
    `lock table ${shape.tables.map(({ name }) => quoted(name)).join(', ')} in access share mode`,
  );
  const manifest: Manifest = {
    format: FORMAT,
    version: VERSION,
    commit,
    ...about!,
    migrations,
    tables: shape.tables,
  };
  return { manifest, shape, files: await readDataFiles(dataDir) };
}

async function write(
  path: string,
  client: Client,
  contents: Contents,
  say: (line: string) => void,
): Promise<Totals> {
  const part = `${path}.part`;
  let totals: Totals | undefined;
  const text = script(client, contents, (result) => (totals = result), say);
  const sink = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await pipeline(text, createGzip({ level: COMPRESSION_LEVEL }), sink);
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CommandError(`${part} exists, of a backup that runs or was broken off; remove it.`);
    await rm(part, { force: true });
    throw isFileError(error)
      ? new CommandError(`The backup can't be written: ${(error as Error).message}`)
      : error;
  }
  return totals!;
}

function isFileError(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return ['open', 'write', 'fsync', 'close', 'rename'].includes(syscall ?? '');
}

/** The name of the file is on the disk, too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
