import { Logger } from '@nestjs/common';
import type { Transaction } from '../../platform/database/index.js';
import { lockLmsUserId, lockUsers, releaseLmsUserId, setLmsUserId } from './users.sql.js';

const logger = new Logger('LmsUserId');

/**
 * Gives an LMS user id to a user. It belongs to one username, so it moves when the LMS names another one.
 * The log names the user who loses it, because only a rename in the LMS should cause that.
 */
export async function assignLmsUserId(
  transaction: Transaction,
  userId: number,
  lmsUserId: number,
): Promise<void> {
  await transaction.run(lockLmsUserId, [lmsUserId]);
  await transaction.run(lockUsers, [userId, lmsUserId]);
  const [loser] = await transaction.run(releaseLmsUserId, [userId, lmsUserId]);
  await transaction.run(setLmsUserId, [userId, lmsUserId]);
  if (loser !== undefined) {
    logger.warn({ message: 'LMS user id moved to another user', lmsUserId, from: loser.id, to: userId });
  }
}
