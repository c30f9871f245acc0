import type { Transaction } from '../../platform/database/index.js';
import { InvalidTokenError } from '../../platform/errors/index.js';
import { assignLmsUserId, lockNamed } from './lms-user-id.js';
import { administratorFactsOf, factsOf, type InactivePolicy, isRefused } from './known-user.js';
import { isSameName } from './principal.js';
import { applyProfile, claimsDiffer, MOST_ATTEMPTS } from './profile.js';
import type { ProfileClaims } from './profile-claims.js';
import { isOutdated } from './token-rights.js';
import { standingOf } from './token-standing.js';
import { findNameChange, findOwner, findUser, insertUser, type UserRow } from './users.sql.js';

/** A token that says who somebody is. */
export interface SignIn {
  readonly username: string;
  readonly claims: ProfileClaims;
  readonly issuedAt: Date;
}

/**
 * Whether the user is up to date with the token, so that nothing must be written.
 * @throws NotAuthenticatedError when the token is not of this user
 */
export function isSettled(row: UserRow, signIn: SignIn): boolean {
  return requireStanding(row, signIn) === 'good' && !claimsDiffer(row, applicable(row, signIn));
}

/**
 * Finds or creates the user of a token, and writes what it says. All is examined again under the rows' locks, so that an
 * older token does not win a race against a rename, a newer token or a change of rights.
 * @returns the user's id, and the ids of all users who changed
 * @throws NotAuthenticatedError when the token is not of this user
 */
export async function settle(
  transaction: Transaction,
  signIn: SignIn,
  policy: InactivePolicy,
): Promise<{ id: number; changed: readonly number[] }> {
  const { claims, issuedAt } = signIn;
  let changed: readonly number[] = [];
  const row = await findOrCreateLocked(transaction, signIn, policy);
  const standing = requireStanding(row, signIn);
  // Nobody is let in, so the token is not believed either.
  if (isRefused(row, policy)) return { id: row.id, changed: [] };
  if (standing === 'open') {
    const lmsUserId = claims.lmsUserId!;
    const owner = await requireFreeNumber(transaction, lmsUserId, issuedAt, policy);
    // Whose name changed hands here is not the one who has that number: the LMS may not know of the rename yet.
    if (owner !== undefined && row.name_changed_at !== null) refuse();
    changed = await assignLmsUserId(transaction, row, lmsUserId, issuedAt);
  }
  const wanted = applicable(row, signIn);
  if (claimsDiffer(row, wanted)) await applyProfile(transaction, row, wanted, issuedAt);
  return { id: row.id, changed: [row.id, ...changed] };
}

async function findOrCreateLocked(
  transaction: Transaction,
  { username, claims: { lmsUserId }, issuedAt }: SignIn,
  policy: InactivePolicy,
): Promise<UserRow> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    await lockNamed(transaction, username, lmsUserId);
    const [known] = await transaction.run(findUser, [username]);
    if (known !== undefined) return known;
    await requireOwnName(transaction, username, issuedAt);
    // Before the row is made, so that refused tokens do not use up ids.
    if (lmsUserId !== undefined) await requireFreeNumber(transaction, lmsUserId, issuedAt, policy);
    const [inserted] = await transaction.run(insertUser, [username]);
    const [row] = inserted === undefined ? [] : await transaction.run(findUser, [username]);
    if (row !== undefined) return row;
  }
  throw new Error('A user vanished while signing in');
}

/**
 * The claims of a token that count. One older than the token which last changed the user changes nothing but who is an
 * administrator, for which `isOutdated` has a rule of its own.
 */
function applicable(row: UserRow, { claims, issuedAt }: SignIn): ProfileClaims {
  const administrator = isOutdated(issuedAt.getTime(), administratorFactsOf(row))
    ? undefined
    : claims.administrator;
  if (row.claims_issued_at !== null && row.claims_issued_at > issuedAt) return { administrator };
  return { ...claims, administrator };
}

function requireStanding(row: UserRow, { username, claims, issuedAt }: SignIn): 'good' | 'open' {
  // PostgreSQL equates more letters than JavaScript, such as the Kelvin sign and k: these are different people.
  if (!isSameName(row.username, username)) refuse();
  const stamp = { issuedAt: issuedAt.getTime(), lmsUserId: claims.lmsUserId };
  const standing = standingOf(stamp, factsOf(row));
  return standing === 'refused' ? refuse() : standing;
}

/** A name that nobody has now is not taken by a token from before it was given up. */
async function requireOwnName(transaction: Transaction, username: string, issuedAt: Date): Promise<void> {
  const [change] = await transaction.run(findNameChange, [username]);
  if (change !== undefined && issuedAt <= change.changed_at) refuse();
}

/**
 * The newest statement about a number counts. A user who is refused does not come back by another name.
 * @returns the id of the user who has the number
 */
async function requireFreeNumber(
  transaction: Transaction,
  lmsUserId: number,
  issuedAt: Date,
  policy: InactivePolicy,
): Promise<number | undefined> {
  const [owner] = await transaction.run(findOwner, [lmsUserId]);
  if (owner === undefined) return undefined;
  if (isRefused(owner, policy) || (owner.known_at !== null && issuedAt <= owner.known_at)) refuse();
  return owner.id;
}

function refuse(): never {
  throw new InvalidTokenError();
}
