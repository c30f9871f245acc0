import type { RivalCredentials } from '../credentials/index.js';
import type { RowCounts } from '../identity/index.js';
import type { Transaction } from '../platform/database/index.js';
import {
  dropJoinedMarks,
  dropJoinedUpdates,
  joinMarks,
  moveMarks,
  moveNotifications,
  moveUpdates,
} from './merge.sql.js';

/**
 * Moves the requests for credit of a merged account, and their mails. Call it before the credentials are moved: a mail about
 * one that is given up is about the one that stays from now on.
 */
export async function joinCreditRequests(
  transaction: Transaction,
  from: number,
  into: number,
  rivals: readonly RivalCredentials[],
): Promise<RowCounts> {
  await transaction.run(joinMarks, [from, into]);
  await transaction.run(dropJoinedMarks, [from, into]);
  const marks = await transaction.run(moveMarks, [from, into]);
  const lost = rivals.map(({ lostId }) => lostId);
  const kept = rivals.map(({ keptId }) => keptId);
  let updates = 0;
  if (rivals.length > 0) {
    await transaction.run(dropJoinedUpdates, [lost, kept]);
    updates = (await transaction.run(moveUpdates, [lost, kept, into])).length;
  }
  const notifications = await transaction.run(moveNotifications, [from, into]);
  return { user_credit_pathway: marks.length, pathway_notification: updates + notifications.length };
}
