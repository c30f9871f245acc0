import { basename } from 'node:path';
import { factsOf } from '../../platform/audit/index.js';
import { OperatorError } from '../../platform/errors/index.js';
import { recordAct } from '../record-act.js';
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
  try {
    await recordAct(url, { action, subject: BACKUP_SUBJECT, changes: factsOf(facts) });
  } catch (error) {
    say(`The audit log and doctor do not know of this backup: ${describe(error)}`);
  }
}

/** Without words of PostgreSQL: they may quote data. */
function describe(error: unknown): string {
  return error instanceof OperatorError ? error.message : ((error as { code?: string }).code ?? 'an error');
}
