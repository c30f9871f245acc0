import { AuditLog } from '../../platform/audit/index.js';
import { Database, migrate } from '../../platform/database/index.js';
import { requireUsableServer, withDataSource } from '../../process/prepare-database.js';
import { putDataFile } from './data-files.js';
import type { Manifest, Totals } from './format.js';
import { load } from './load.js';
import { BACKUP_SUBJECT } from './note-backup.js';
import { withSession } from './session.js';
import { requireFitTarget, requireKnownMigrations } from './target.js';
import type { Verified } from './verify.js';

export interface RestoreOptions {
  readonly url: string;
  readonly path: string;
  readonly verified: Verified;
  readonly dataDir: string;
  /** Give up the deliveries that were open in the backup. */
  readonly holdDeliveries: boolean;
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
}

export interface RestoreResult extends Totals {
  /** Migrations that came after the backup. */
  readonly migrated: readonly string[];
  readonly held: number | undefined;
  /** Files that were in the way, and the names that they have now. */
  readonly aside: readonly string[];
}

/** Restores a backup into an empty database, and brings that up to date. */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const { url, verified, say } = options;
  const { manifest, totals } = verified;
  requireKnownMigrations(manifest);
  await requireUsableServer(url);
  await withSession(url, (client) => requireFitTarget(client, manifest));
  if (options.dryRun) return { ...totals, migrated: [], held: undefined, aside: [] };
  await withDataSource(url, (dataSource) => migrate(dataSource, say, manifest.migrations));
  const { files, held } = await withSession(url, (client) => load(client, { ...options, manifest }));
  const migrated = await withDataSource(url, async (dataSource) => {
    const names = await migrate(dataSource, say);
    await record(new Database(dataSource), manifest);
    return names;
  });
  const aside: string[] = [];
  for (const file of files) {
    const name = await putDataFile(options.dataDir, file);
    if (name !== undefined) aside.push(name);
  }
  return { ...totals, migrated, held, aside };
}

/** The history ends where the backup was made: this row says so. */
async function record(database: Database, { made }: Manifest): Promise<void> {
  await database.transaction((transaction) =>
    new AuditLog().record(transaction, {
      action: 'restored',
      subject: BACKUP_SUBJECT,
      changes: { made: [null, made] },
    }),
  );
}
