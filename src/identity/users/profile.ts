import type { Transaction } from '../../platform/database/index.js';
import { ADMINS } from './permissions.js';
import type { ProfileClaims } from './profile-claims.js';
import { insertUser, joinGroup, leaveGroup, findUser, updateUser, type UserRow } from './users.sql.js';

/** A rename may take the name away between two statements; more often than this in a row it is no accident. */
export const MOST_ATTEMPTS = 5;

/** Finds the user with that name, or creates one. Safe when another caller creates or renames it at the same moment. */
export async function findOrCreateUser(
  transaction: Transaction,
  username: string,
): Promise<{ row: UserRow; created: boolean }> {
  const [known] = await transaction.run(findUser, [username]);
  if (known !== undefined) return { row: known, created: false };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const [inserted] = await transaction.run(insertUser, [username]);
    // The insert waited until a faster caller had committed; a new statement sees that row.
    const [row] = await transaction.run(findUser, [username]);
    if (row !== undefined) return { row, created: inserted !== undefined };
  }
  throw new Error('A user vanished while it was created');
}

/** Whether the claims hold a value that differs from the row. `lms_user_id` is not compared. */
export function claimsDiffer(row: UserRow, { email, fullName, administrator }: ProfileClaims): boolean {
  return (
    (email !== undefined && email !== row.email) ||
    (fullName !== undefined && fullName !== row.full_name) ||
    administratorDiffers(row, administrator)
  );
}

export function administratorDiffers(row: UserRow, administrator: boolean | undefined): boolean {
  return administrator !== undefined && (administrator !== row.is_staff || administrator !== row.is_admin);
}

/** Writes the claims into the user's row and groups, but not `lms_user_id`. The caller has locked the row. */
export async function applyProfile(
  transaction: Transaction,
  row: UserRow,
  { email, fullName, administrator }: ProfileClaims,
  issuedAt: Date | null,
): Promise<void> {
  await transaction.run(updateUser, [
    row.id,
    email ?? null,
    fullName ?? null,
    administrator ?? null,
    issuedAt,
  ]);
  if (administrator !== undefined)
    await transaction.run(administrator ? joinGroup : leaveGroup, [row.id, ADMINS]);
}

export function lmsUserIdDiffers(row: Pick<UserRow, 'lms_user_id'>, lmsUserId: number | undefined): boolean {
  return lmsUserId !== undefined && String(lmsUserId) !== row.lms_user_id;
}
