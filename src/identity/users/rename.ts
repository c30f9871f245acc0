import {
  type Database,
  repeatDeadlocked,
  SqlState,
  sqlStateOf,
  type Transaction,
} from '../../platform/database/index.js';
import { isSameName } from './principal.js';
import {
  findUser,
  forgetProfile,
  lockUsers,
  noteNameChange,
  setUsername,
  type UserRow,
} from './users.sql.js';

export interface RenameResult {
  /** The user who was renamed; undefined when nobody was. */
  readonly id?: number;
  /** Whether another user has the new name. */
  readonly taken: boolean;
}

/**
 * Gives a user another name, in a transaction of its own. Other tables refer to the user's id. The LMS renames a learner
 * whom it forgets, too, so names and address are emptied, unless only the letter case changes.
 */
export async function renameUser(
  database: Database,
  oldName: string,
  newName: string,
): Promise<RenameResult> {
  try {
    // Two renames that cross wait for each other.
    return { id: await repeatDeadlocked(() => rename(database, oldName, newName)), taken: false };
  } catch (error) {
    if (sqlStateOf(error) === SqlState.uniqueViolation) return { taken: true };
    throw error;
  }
}

function rename(database: Database, oldName: string, newName: string): Promise<number | undefined> {
  return database.transaction(async (transaction) => {
    await transaction.run(lockUsers, [oldName, null]);
    const [user] = await transaction.run(findUser, [oldName]);
    if (user === undefined) {
      // Nobody whom the service knows; but the name was given up, and tokens from before are of whoever had it.
      if (!isSameName(oldName, newName)) await transaction.run(noteNameChange, [[oldName], null]);
      return undefined;
    }
    await giveName(transaction, user, newName);
    if (!isSameName(user.username, newName)) await transaction.run(forgetProfile, [user.id]);
    return user.id;
  });
}

/**
 * Gives a user whom the caller has locked another name. Tokens issued until now count for neither name any more, unless
 * they differ only in letter case.
 */
export async function giveName(
  transaction: Transaction,
  user: Pick<UserRow, 'id' | 'username' | 'claims_issued_at'>,
  newName: string,
): Promise<void> {
  await transaction.run(setUsername, [user.id, newName]);
  if (isSameName(user.username, newName)) return;
  // After the update, which may have waited: a token issued meanwhile is older than the rename, too.
  await transaction.run(noteNameChange, [[user.username, newName], user.claims_issued_at]);
}
