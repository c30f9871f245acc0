import { randomBytes } from 'node:crypto';
import type { Transaction } from '../../platform/database/index.js';
import { ConflictError, NotFoundError, ValidationError } from '../../platform/errors/index.js';
import { UserGroupMember, UserPermission } from './entities/user.entity.js';
import { isKeyUsername } from './principal.js';
import { giveName } from './rename.js';
import { findNamed, findRetired, findUser, lockUserWhole, retireUserRow } from './users.sql.js';

/** Rows that were changed or deleted, by table. */
export type RowCounts = Readonly<Record<string, number>>;

const PSEUDONYM = /^retired_[0-9a-f]{32}$/;

/** A username that tells nothing of anybody. */
const pseudonym = (): string => `retired_${randomBytes(16).toString('hex')}`;

/** Whether staff retired the user: such a user is not filled again. */
export async function isRetired(transaction: Transaction, userId: number): Promise<boolean> {
  return (await transaction.run(findRetired, [userId])).length > 0;
}

/**
 * Empties all that the user's row tells of a person, takes the rights away, deactivates the user for good, and gives them
 * another username. Done again it changes nothing.
 * @param as the new username; without it a pseudonym is made, unless the user has one
 * @throws NotFoundError, ConflictError when another user has the new name, ValidationError when it is the one to forget
 */
export async function retireUser(
  transaction: Transaction,
  username: string,
  as: string | undefined,
): Promise<{ username: string; counts: RowCounts }> {
  await transaction.run(lockUserWhole, [username]);
  const [row] = await transaction.run(findUser, [username]);
  if (row === undefined) throw new NotFoundError('No User matches the given query.');
  if (isKeyUsername(row.username)) throw new ConflictError('This is an API key: revoke it instead.');
  const name = as ?? (PSEUDONYM.test(row.username) ? row.username : pseudonym());
  const [owner] = await transaction.run(findNamed, [name]);
  if (owner !== undefined && owner.id !== row.id)
    throw new ConflictError('Another user has the new username.');
  // The database compares: it folds letters as the uniqueness of usernames does.
  if (owner !== undefined && as !== undefined && !(await isRetired(transaction, row.id)))
    throw new ValidationError({ as: ['The new username must differ from the one that is to be forgotten.'] });
  const renames = name !== row.username;
  if (renames) await giveName(transaction, row, name);
  const retired = await transaction.run(retireUserRow, [row.id]);
  const permissions = await transaction.manager.delete(UserPermission, { userId: row.id });
  const groups = await transaction.manager.delete(UserGroupMember, { userId: row.id });
  return {
    username: name,
    counts: {
      users: Math.max(retired.length, Number(renames)),
      user_permission: permissions.affected ?? 0,
      user_group_member: groups.affected ?? 0,
    },
  };
}
