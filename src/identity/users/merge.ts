import type { Transaction } from '../../platform/database/index.js';
import { ConflictError, NotFoundError, ValidationError } from '../../platform/errors/index.js';
import { UserGroupMember, UserPermission } from './entities/user.entity.js';
import { findAccount, lockAccounts, markMerged, type MergedRow, takeLmsUserId } from './merge.sql.js';
import type { RowCounts } from './retire.js';
import { findUser, lockLmsUserId } from './users.sql.js';

/** An account of a merge. */
export interface MergeAccount {
  readonly id: number;
  readonly username: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly lmsUserId: string | null;
}

/** The two accounts of a merge, locked. */
export interface MergePair {
  readonly from: MergeAccount;
  readonly into: MergeAccount;
  /** Whether they were merged before. */
  readonly done: boolean;
}

/**
 * Finds and locks the accounts of a merge. Call it before any credential is locked.
 * @throws NotFoundError, ValidationError when both are one, ConflictError when one of them takes part in no such merge
 */
export async function lockMergePair(
  transaction: Transaction,
  from: string,
  into: string,
): Promise<MergePair> {
  // The number comes before its users, as in `lockNamed`.
  const [known] = await transaction.run(findUser, [from]);
  const number = known?.lms_user_id ?? null;
  if (number !== null) await transaction.run(lockLmsUserId, [Number(number)]);
  const locked = await transaction.run(lockAccounts, [[from, into]]);
  const [source, target] = [requireNamed(locked, known?.id), await findNamedIn(transaction, locked, into)];
  if (target === undefined) throw new ValidationError({ into: ['There is no user with this username.'] });
  if (source.id === target.id)
    throw new ValidationError({ into: ['An account cannot be merged into itself.'] });
  if (source.is_api_key || target.is_api_key)
    throw new ConflictError(
      'One of the two is an API key, not the account of a person. Revoke the key instead.',
    );
  if (target.merged_into !== null) {
    const [last] = await transaction.run(findAccount, [target.merged_into]);
    throw new ConflictError(`That account was merged into ${last!.username}: name this one.`);
  }
  const done = source.merged_into === target.id;
  if (source.merged_into !== null && !done) {
    const [last] = await transaction.run(findAccount, [source.merged_into]);
    throw new ConflictError(`The account was merged into ${last!.username} before.`);
  }
  if (target.deactivated_at !== null)
    throw new ConflictError(
      'The account to merge into is deactivated: activate it, or merge the other way round.',
    );
  return { from: accountOf(source), into: accountOf(target), done };
}

/**
 * Marks the account as merged and deactivates it. Its rights are taken away and not given to the other one; its number in the
 * LMS goes to the other one, if that has none. From here on what it has may be moved.
 */
export async function closeMerged(transaction: Transaction, { from, into }: MergePair): Promise<RowCounts> {
  const moves = from.lmsUserId !== null && into.lmsUserId === null;
  const marked = await transaction.run(markMerged, [from.id, into.id, moves]);
  if (moves) await transaction.run(takeLmsUserId, [into.id, from.lmsUserId, from.id]);
  const permissions = await transaction.manager.delete(UserPermission, { userId: from.id });
  const groups = await transaction.manager.delete(UserGroupMember, { userId: from.id });
  return {
    users: marked.length,
    user_permission: permissions.affected ?? 0,
    user_group_member: groups.affected ?? 0,
  };
}

function requireNamed(locked: readonly MergedRow[], id: number | undefined): MergedRow {
  const row = locked.find((account) => account.id === id);
  if (row === undefined) throw new NotFoundError('No User matches the given query.');
  return row;
}

/** The database compares the names, as it folds letters in its own way. */
async function findNamedIn(
  transaction: Transaction,
  locked: readonly MergedRow[],
  username: string,
): Promise<MergedRow | undefined> {
  const [named] = await transaction.run(findUser, [username]);
  return locked.find(({ id }) => id === named?.id);
}

function accountOf(row: MergedRow): MergeAccount {
  return {
    id: row.id,
    username: row.username,
    isStaff: row.is_staff,
    isSuperuser: row.is_superuser,
    lmsUserId: row.lms_user_id,
  };
}
