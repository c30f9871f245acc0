import { Logger } from '@nestjs/common';
import type { Transaction } from '../../platform/database/index.js';
import {
  findNumbered,
  lockLmsUserId,
  lockUsers,
  releaseLmsUserId,
  setLmsUserId,
  type UserRow,
} from './users.sql.js';

const logger = new Logger('LmsUserId');

/**
 * Locks the user with that name, and the one who has the number in the LMS. Call it before any other lock of a user:
 * the number comes first, the users follow in id order. Who holds a credential may call it, but not the other way round.
 */
export async function lockNamed(
  transaction: Transaction,
  username: string,
  lmsUserId: number | undefined,
): Promise<void> {
  if (lmsUserId !== undefined) await transaction.run(lockLmsUserId, [lmsUserId]);
  await transaction.run(lockUsers, [username, lmsUserId ?? null]);
}

/**
 * Gives an LMS user id to a user whom the caller has locked by `lockNamed`. It belongs to one username, so it moves when
 * the LMS names another one. The log names the user who loses it, because only a rename in the LMS should cause that,
 * and the user whose number changes. What was changed here in the rights of the one holds for the other: they are one
 * person.
 * @param knownAt when the LMS said so; null: now
 * @returns the ids of the users who changed, so that the process forgets them
 */
export async function assignLmsUserId(
  transaction: Transaction,
  user: Pick<UserRow, 'id' | 'lms_user_id'>,
  lmsUserId: number,
  knownAt: Date | null,
): Promise<number[]> {
  const [loser] = await transaction.run(releaseLmsUserId, [user.id, lmsUserId, knownAt]);
  await transaction.run(setLmsUserId, [user.id, lmsUserId, knownAt, loser?.rights_changed_at ?? null]);
  if (loser !== undefined) {
    logger.warn({ message: 'LMS user id moved to another user', lmsUserId, from: loser.id, to: user.id });
  }
  if (user.lms_user_id !== null) {
    const before = Number(user.lms_user_id);
    logger.warn({ message: 'A user has another LMS user id now', user: user.id, before, lmsUserId });
  }
  return loser === undefined ? [user.id] : [user.id, loser.id];
}

/** As of when an award knows a number: every token knows it better. `findNumbered` tells such numbers by it. */
const BEFORE_EVERY_TOKEN = new Date(0);

/**
 * Gives a learner the number that an award names. An award is no statement of the LMS about a person: whoever may issue
 * can name any number. So it moves no number from or to somebody who has signed in or whose rights were changed here, and
 * no token counts for less because of it.
 * @returns the ids of the users who changed, so that the process forgets them
 */
export async function assignAwardedNumber(
  transaction: Transaction,
  learner: Pick<UserRow, 'id' | 'username'>,
  lmsUserId: number,
): Promise<number[]> {
  await lockNamed(transaction, learner.username, lmsUserId);
  const users = await transaction.run(findNumbered, [learner.id, lmsUserId]);
  const user = users.find(({ id }) => id === learner.id);
  if (user === undefined || user.lms_user_id === String(lmsUserId)) return [];
  const loses = users.filter(({ lms_user_id, isKnown }) => lms_user_id !== null && isKnown);
  if (loses.length > 0) {
    logger.warn({ message: 'An award names another LMS user id than is known', user: learner.id, lmsUserId });
    return [];
  }
  return assignLmsUserId(transaction, user, lmsUserId, BEFORE_EVERY_TOKEN);
}
