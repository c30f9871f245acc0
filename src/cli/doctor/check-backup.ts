import type { DataSource } from 'typeorm';
import { AuditRow } from '../../platform/audit/index.js';
import { BACKED_UP, BACKUP_FAILED, BACKUP_SUBJECT } from '../backup/note-backup.js';
import { type Finding, note, ok } from './check.js';

const SUBJECT = 'backup';

/** Age of the last backup at which a nightly one was missed. */
const OLD_HOURS = 48;

const HOUR_MS = 3_600_000;

const REMEDY =
  'run the command backup each night, or see why it fails; ignore this where something else backs up PostgreSQL';

/**
 * The last end of the command `backup`, good or bad. The audit log knows neither other backups nor whether the file is still
 * there.
 */
export async function checkBackup(dataSource: DataSource): Promise<Finding> {
  const rows = dataSource.getRepository(AuditRow);
  const last = (action: string) =>
    rows.findOne({ where: { subject: BACKUP_SUBJECT, action }, order: { id: 'DESC' } });
  const [made, failed] = [await last(BACKED_UP), await last(BACKUP_FAILED)];
  const found =
    made === null
      ? 'the command backup has made none'
      : `the last one is of ${timeOf(made)}, ${fileOf(made)}`;
  if (failed !== null && (made === null || failed.at > made.at))
    return note(SUBJECT, `${found}; it failed at ${timeOf(failed)}: ${wordsOf(failed)}`, REMEDY);
  if (made === null || Date.now() - made.at.getTime() > OLD_HOURS * HOUR_MS)
    return note(SUBJECT, found, REMEDY);
  return ok(SUBJECT, found);
}

const timeOf = ({ at }: AuditRow) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const fileOf = ({ changes }: AuditRow) => String(changes.file?.[1]);
const wordsOf = ({ changes }: AuditRow) => String(changes.error?.[1]);
