import type { Transaction } from '../../platform/database/index.js';
import { assignLmsUserId } from './lms-user-id.js';
import { ADMINS } from './permissions.js';
import type { ProfileClaims } from './profile-claims.js';
import { insertUser, joinGroup, leaveGroup, findUser, updateUser, type UserRow } from './users.sql.js';

/** Finds the user with that name, or creates one. Safe when another caller creates it at the same moment. */
export async function findOrCreateUser(
  transaction: Transaction,
  username: string,
): Promise<{ row: UserRow; created: boolean }> {
  const [known] = await transaction.run(findUser, [username]);
  if (known !== undefined) return { row: known, created: false };
  const [inserted] = await transaction.run(insertUser, [username]);
  // The insert waited until a faster caller had committed; a new statement sees that row.
  const [row] = await transaction.run(findUser, [username]);
  if (row === undefined) throw new Error('A user vanished while it was created');
  return { row, created: inserted !== undefined };
}

/** Whether the claims hold a value that differs from the row. */
export function claimsDiffer(
  row: UserRow,
  { email, fullName, lmsUserId, administrator }: ProfileClaims,
): boolean {
  return (
    (email !== undefined && email !== row.email) ||
    (fullName !== undefined && fullName !== row.full_name) ||
    lmsUserIdDiffers(row, lmsUserId) ||
    (administrator !== undefined && (administrator !== row.is_staff || administrator !== row.is_admin))
  );
}

/** Writes the claims into the user's row and groups. */
export async function applyProfile(
  transaction: Transaction,
  row: UserRow,
  { email, fullName, lmsUserId, administrator }: ProfileClaims,
  issuedAt: Date | null,
): Promise<void> {
  // This comes first: it locks two users in id order.
  if (lmsUserId !== undefined && lmsUserIdDiffers(row, lmsUserId))
    await assignLmsUserId(transaction, row.id, lmsUserId);
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
