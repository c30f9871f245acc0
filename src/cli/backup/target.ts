import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { migrations } from '../../migrations/index.js';
import { counted } from '../../platform/text/index.js';
import { CommandError } from '../command.js';
import { FILLED_BY_MIGRATIONS, type Manifest, quoted, type TableColumns } from './format.js';
import { readMigrations, readShape } from './shape.js';
import { SERVICE_SESSIONS } from './shape.sql.js';

const LOOK_EVERY_MS = 100;

/** PostgreSQL needs a moment to see that a client has gone. */
const PATIENCE_MS = 3000;

/** @throws CommandError for a backup of a service that is newer than this one */
export function requireKnownMigrations({ version, migrations: done }: Manifest): void {
  const known = migrations.map(({ name }) => name);
  const unknown = done.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new CommandError(
    `The backup is newer than this service: version ${version} made it, with ` +
      `${counted(unknown.length, 'migration')} that this one does not have (${unknown[0]}). ` +
      'Restore it with that version or a later one.',
  );
}

/** @throws CommandError unless the backup can be restored into this database without a loss of anything */
export async function requireFitTarget(client: Client, manifest: Manifest): Promise<void> {
  await requireStopped(client);
  const { tables } = await readShape(client);
  const done = await readMigrations(client);
  if (done === undefined && tables.length > 0)
    throw new CommandError(
      `The database has tables of something else, such as ${tables[0]!.name}. ${REMEDY}`,
    );
  const newer = (done ?? []).filter((name) => !manifest.migrations.includes(name));
  if (newer.length > 0)
    throw new CommandError(
      `The database is newer than the backup: it has ${counted(newer.length, 'migration')} more. ${REMEDY}`,
    );
  await requireEmpty(client, tables);
}

/** @throws CommandError while processes of the service are connected. Those that have just ended get a moment. */
async function requireStopped(client: Client): Promise<void> {
  const last = performance.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ count: number }>(SERVICE_SESSIONS);
    const { count } = rows[0]!;
    if (count === 0) return;
    if (performance.now() > last)
      throw new CommandError(
        `The service runs on this database (${counted(count, 'connection')}). Stop all its processes first.`,
      );
    await delay(LOOK_EVERY_MS);
  }
}

/** @throws CommandError when the tables hold more than the migrations have written */
export async function requireEmpty(client: Client, tables: readonly TableColumns[]): Promise<void> {
  const full: string[] = [];
  for (const { name } of tables) {
    if (FILLED_BY_MIGRATIONS.includes(name)) continue;
    const { rows } = await client.query<{ full: boolean }>(
      `select exists (select from ${quoted(name)}) as full`,
    );
    if (rows[0]!.full) full.push(name);
  }
  if (full.length > 0)
    throw new CommandError(
      `The database is not empty: ${counted(full.length, 'table')} with rows, such as ${full[0]}. ${REMEDY}`,
    );
}

const REMEDY = 'Restore into an empty database: a new one (DATABASE_URL), or a new folder (DATA_DIR).';
