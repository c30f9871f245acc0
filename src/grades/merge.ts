import type { RowCounts } from '../identity/index.js';
import type { Transaction } from '../platform/database/index.js';
import { dropGrades, findRivalGrades, moveGrades, type RivalGrade } from './merge.sql.js';

/** Moves the grades of a merged account. Where both learners have one of a course run, the newer one stays. */
export async function joinGrades(
  transaction: Transaction,
  from: number,
  into: number,
): Promise<{ readonly rivals: readonly RivalGrade[]; readonly counts: RowCounts }> {
  const rivals = await transaction.run(findRivalGrades, [from, into]);
  if (rivals.length > 0) await transaction.run(dropGrades, [rivals.map(({ lostId }) => lostId)]);
  const moved = await transaction.run(moveGrades, [from, into]);
  return { rivals, counts: { user_grade: moved.length } };
}
