import type { Transaction } from '../../platform/database/index.js';
import { assignAwardedNumber } from './lms-user-id.js';
import {
  findLearners,
  findLmsUserIds,
  insertUsers,
  lockLmsUserIds,
  lockNumberedUsers,
  setLmsUserIds,
} from './many-learners.sql.js';
import { lmsUserIdDiffers, MOST_ATTEMPTS } from './profile.js';
import type { UserRow } from './users.sql.js';

/** A learner with the number in the LMS that is stored; pg returns it as text. */
export type NumberedLearner = Pick<UserRow, 'id' | 'username' | 'lms_user_id'>;

/** A learner, and the number in the LMS that an award names. */
export interface AwardedNumber {
  readonly learner: NumberedLearner;
  readonly lmsUserId: number;
}

/** Finds learners by name. As many as names, in their order; undefined where nobody has the name. */
export async function findMany(
  transaction: Transaction,
  usernames: readonly string[],
): Promise<(NumberedLearner | undefined)[]> {
  const learners = Array<NumberedLearner | undefined>(usernames.length).fill(undefined);
  if (usernames.length === 0) return learners;
  for (const { place, ...learner } of await transaction.run(findLearners, [[...usernames]])) {
    learners[place] = learner;
  }
  return learners;
}

/**
 * Finds or creates learners. The names can be usernames.
 * @returns the learners in the order of their names, and the ids of the new ones
 */
export async function findOrCreateMany(
  transaction: Transaction,
  usernames: readonly string[],
): Promise<{ learners: NumberedLearner[]; created: number[] }> {
  const created: number[] = [];
  let learners = await findMany(transaction, usernames);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const missing = usernames.filter((_, index) => learners[index] === undefined);
    if (missing.length === 0) return { learners: learners as NumberedLearner[], created };
    const inserted = await transaction.run(insertUsers, [missing]);
    created.push(...inserted.map(({ id }) => id));
    learners = await findMany(transaction, usernames);
  }
  throw new Error('A user vanished while it was created');
}

/**
 * Keeps numbers in the LMS that awards name, as `assignAwardedNumber` does one by one. Most of them are new, of learners
 * without a number: these take one statement.
 * @returns the ids of the users who changed, so that the process forgets them
 */
export async function assignAwardedNumbers(
  transaction: Transaction,
  named: readonly AwardedNumber[],
): Promise<number[]> {
  if (named.length === 0) return [];
  // Read again: of two calls that name one and other numbers, the later one has waited for a credential.
  const stored = await transaction.run(findLmsUserIds, [named.map(({ learner }) => learner.id)]);
  const numberOf = new Map(stored.map((user) => [user.id, user]));
  const isOnce = once(named.map(({ lmsUserId }) => lmsUserId));
  const isNamedOnce = once(named.map(({ learner }) => learner.id));
  const isAlone = ({ learner, lmsUserId }: AwardedNumber) => isOnce(lmsUserId) && isNamedOnce(learner.id);
  const different = named.filter(
    (one) => !isAlone(one) || lmsUserIdDiffers(numberOf.get(one.learner.id) ?? one.learner, one.lmsUserId),
  );
  if (different.length === 0) return [];
  const numbers = [...new Set(different.map(({ lmsUserId }) => lmsUserId))];
  const ids = [...new Set(different.map(({ learner }) => learner.id))];
  await transaction.run(lockLmsUserIds, [numbers]);
  const locked = await transaction.run(lockNumberedUsers, [ids, numbers]);
  const unnumbered = new Set(locked.filter((user) => user.lms_user_id === null).map(({ id }) => id));
  const taken = new Set(locked.map((user) => Number(user.lms_user_id)));
  const isPlain = (one: AwardedNumber) =>
    isAlone(one) && unnumbered.has(one.learner.id) && !taken.has(one.lmsUserId);
  const plain = different.filter(isPlain);
  if (plain.length > 0) {
    await transaction.run(setLmsUserIds, [
      plain.map(({ learner }) => learner.id),
      plain.map(({ lmsUserId }) => lmsUserId),
    ]);
  }
  const changed = plain.map(({ learner }) => learner.id);
  for (const { learner, lmsUserId } of different.filter((one) => !isPlain(one))) {
    changed.push(...(await assignAwardedNumber(transaction, learner, lmsUserId)));
  }
  return changed;
}

function once(values: readonly number[]): (value: number) => boolean {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (value) => counts.get(value) === 1;
}
