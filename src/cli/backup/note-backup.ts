import { basename } from 'node:path';
import { AuditLog } from '../../platform/audit/index.js';
import { Database } from '../../platform/database/index.js';
import { OperatorError } from '../../platform/errors/index.js';
import { withDataSource } from '../../process/prepare-database.js';
import type { BackupResult } from './backup.js';

/** The subject of the audit log for backups. */
export const BACKUP_SUBJECT = 'backup';

/** The two ends of a backup, as actions of the audit log. */
export const BACKED_UP = 'backed up';
export const BACKUP_FAILED = 'backup failed';

/** Notes how a backup ended, for the audit log and `doctor`. A database that takes no row, such as a standby, spoils no backup. */
export async function noteBackup(
  url: string,
  ended: BackupResult | { readonly error: unknown },
  say: (line: string) => void,
): Promise<void> {
  const [action, facts] =
    'error' in ended
      ? [BACKUP_FAILED, { error: describe(ended.error) }]
      : [BACKED_UP, { file: basename(ended.path), rows: ended.rows, bytes: ended.bytes }];
  const changes = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, [null, value] as const]),
  );
  try {
    await withDataSource(url, (dataSource) =>
      new Database(dataSource).transaction((transaction) =>
        new AuditLog().record(transaction, { action, subject: BACKUP_SUBJECT, changes }),
      ),
    );
  } catch (error) {
    say(`The audit log and doctor do not know of this backup: ${describe(error)}`);
  }
}

/** Without words of PostgreSQL: they may quote data. */
function describe(error: unknown): string {
  return error instanceof OperatorError ? error.message : ((error as { code?: string }).code ?? 'an error');
}
