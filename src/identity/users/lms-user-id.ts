import { Logger } from '@nestjs/common';
import { statement, type Transaction } from '../../platform/database/index.js';

const logger = new Logger('LmsUserId');

// One at a time for one LMS user: two who claim the same id at once would otherwise both find it free.
const lockLmsUserId = statement<object, [lmsUserId: number]>(
  'identity.lock_lms_user_id',
  `select pg_advisory_xact_lock(hashtextextended('users.lms_user_id:' || $1::text, 0))`,
);

// In the order of ids, so that two moves that cross each other wait instead of dead-locking.
const lockUsers = statement<{ id: number }, [userId: number, lmsUserId: number]>(
  'identity.lock_users',
  `select id from users where id = $1 or lms_user_id = $2 order by id for update`,
);

const releaseLmsUserId = statement<{ id: number }, [userId: number, lmsUserId: number]>(
  'identity.release_lms_user_id',
  `update users set lms_user_id = null, modified = now() where lms_user_id = $2 and id <> $1 returning id`,
);

const setLmsUserId = statement<{ id: number }, [userId: number, lmsUserId: number]>(
  'identity.set_lms_user_id',
  `update users set lms_user_id = $2, modified = now() where id = $1 returning id`,
);

/**
 * Gives an LMS user id to a user. It belongs to one username: when the LMS names it for another one it moves there.
 * The user who loses it is logged, since nothing but a rename in the LMS should cause it.
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
