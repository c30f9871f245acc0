import type { RivalCredentials } from '../credentials/index.js';
import type { RivalGrade } from '../grades/index.js';
import type { MergePair } from '../identity/index.js';
import type { RivalLink } from '../record-sharing/index.js';
import type { MergeConflict } from './account-merge.dto.js';

/** A thing that both accounts have, and the rule that settles it, in words. The rules are in the SQL of each module. */
export function conflictsOf(
  { from, into, done }: MergePair,
  credentials: readonly RivalCredentials[],
  grades: readonly RivalGrade[],
  links: readonly RivalLink[],
): MergeConflict[] {
  const conflicts: MergeConflict[] = credentials.map((rival) => ({
    kind: 'credential',
    subject: rival.subject,
    kept: `${rival.keptUuid} ${rival.keptStatus}`,
    other: `${rival.lostUuid} ${rival.lostStatus}`,
    rule:
      rival.keptStatus === rival.lostStatus
        ? 'The credential that was awarded first stays. The address of the other one leads to it.'
        : 'The awarded credential stays. The address of the other one leads to it.',
  }));
  for (const { courseRun, kept, lost } of grades) {
    const rule = 'The grade that the LMS changed last stays.';
    conflicts.push({ kind: 'grade', subject: courseRun, kept, other: lost, rule });
  }
  for (const { programUuid, kept, lost } of links) {
    const rule =
      'The older link stays, with its choice about grades. The address of the other one leads to it.';
    conflicts.push({ kind: 'shared_record', subject: programUuid, kept, other: lost, rule });
  }
  if (!done && from.lmsUserId !== null && into.lmsUserId !== null) {
    const rule = 'Each account keeps its number. Questions about either number find the account that stays.';
    conflicts.push({ kind: 'lms_user_id', subject: '', kept: into.lmsUserId, other: from.lmsUserId, rule });
  }
  return conflicts;
}
