import {
  type Database,
  originSetting,
  repeatDeadlocked,
  SqlState,
  sqlStateOf,
  type Transaction,
} from '../../platform/database/index.js';
import { isSameName } from './principal.js';
import { giveUpUnknownNames, renameUserRow } from './rename.sql.js';
import { noteNameChange, setUsername, type UserRow } from './users.sql.js';

/** A user's name, and the one that the user is to have. */
export interface NamePair {
  readonly oldName: string;
  readonly newName: string;
}

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

async function rename(database: Database, oldName: string, newName: string): Promise<number | undefined> {
  const origin = originSetting({ forget: !isSameName(oldName, newName) });
  const [renamed] = await database.run(renameUserRow, [oldName, newName, origin]);
  if (renamed !== undefined) return renamed.id;
  // Once more, since a rename for which this one waited may have given the name to another user.
  const [late] = await database.run(renameUserRow, [oldName, newName, origin]);
  if (late !== undefined) return late.id;
  // Nobody whom the service knows; but the name was given up, and tokens from before are of whoever had it.
  if (!isSameName(oldName, newName)) await database.run(noteNameChange, [[oldName], null]);
  return undefined;
}

/**
 * Notes the old names that nobody has as given up, for a whole list at once: the pairs that are left cost a statement
 * each. A name that an earlier pair of the list gives to somebody is not among them.
 * @returns the indexes of the pairs that are done so
 */
export async function giveUpUnknown(
  database: Database,
  pairs: readonly NamePair[],
): Promise<readonly number[]> {
  if (pairs.length === 0) return [];
  const rows = await database.run(giveUpUnknownNames, [
    pairs.map(({ oldName }) => oldName),
    pairs.map(({ newName }) => newName),
    pairs.map(({ oldName, newName }) => !isSameName(oldName, newName)),
  ]);
  return rows.map(({ place }) => place - 1);
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
