import { type EntityTarget, In, type ObjectLiteral } from 'typeorm';
import type { Transaction, UpsertResult } from '../../platform/database/index.js';
import { ValidationError } from '../../platform/errors/index.js';
import { isBlank } from '../../platform/text/index.js';
import { User, UserGroupMember, UserPermission } from './entities/user.entity.js';
import { UserGroup } from './entities/user-group.entity.js';
import { ADMINS, parsePermission, PERMISSION_NAMES } from './permissions.js';
import type { ProfileClaims } from './profile-claims.js';
import { assignLmsUserId, lockNamed } from './lms-user-id.js';
import {
  administratorDiffers,
  applyProfile,
  claimsDiffer,
  findOrCreateUser,
  lmsUserIdDiffers,
} from './profile.js';
import { isRetired } from './retire.js';
import { markRightsChanged, setStaffName, type UserRow } from './users.sql.js';

/** A user as an operator describes them; absent values stay as they are. */
export interface UserDescription {
  readonly username: string;
  readonly superuser?: boolean;
  readonly staff?: boolean;
  /** Whether the user is active in the LMS, as far as somebody knows. */
  readonly active?: boolean;
  /** True: staff refuse the user from now on, whatever the token says; the user is inactive, too. False: no longer. */
  readonly deactivated?: boolean;
  readonly claims?: ProfileClaims;
  /** The name that is printed instead of all others; empty: none. */
  readonly certificateName?: string;
  /** All the user's own rights, by any of their names. */
  readonly permissions?: readonly string[];
  /** All the user's groups. The claim `administrator`, when given, decides about Admins. */
  readonly groups?: readonly string[];
  /** True: a retired user stays as they are. */
  readonly sparesRetired?: boolean;
}

/** The result of an upsert; `spared`: the user is retired, and nothing was written. */
export interface UserUpsert {
  readonly id: number;
  readonly result: UpsertResult;
  readonly spared: boolean;
}

/** @throws ValidationError naming permissions and groups that do not exist, and those that do */
export async function requireKnownRights(
  { manager }: Transaction,
  { permissions = [], groups = [] }: UserDescription,
): Promise<void> {
  const known =
    groups.length === 0
      ? []
      : (await manager.find(UserGroup, { order: { name: 'ASC' } })).map(({ name }) => name);
  const problems = {
    permissions: permissions
      .filter((name) => parsePermission(name) === undefined)
      .map((name) => `"${name}" is not a permission; there are: ${PERMISSION_NAMES.join(', ')}.`),
    groups: groups
      .filter((name) => !known.includes(name))
      .map((name) => `"${name}" is not a group; there are: ${known.join(', ')}.`),
  };
  const found = Object.entries(problems).filter(([, messages]) => messages.length > 0);
  if (found.length > 0) throw new ValidationError(Object.fromEntries(found));
}

/** Makes a user match the description. No token issued so far takes back what changes here. */
export async function applyUserDescription(
  transaction: Transaction,
  wanted: UserDescription,
): Promise<UserUpsert> {
  const { claims = {} } = wanted;
  await lockNamed(transaction, wanted.username, claims.lmsUserId);
  const { row, created } = await findOrCreateUser(transaction, wanted.username);
  if (wanted.sparesRetired === true && (await isRetired(transaction, row.id))) {
    return { id: row.id, result: 'unchanged', spared: true };
  }
  const numberDiffers = lmsUserIdDiffers(row, claims.lmsUserId);
  if (numberDiffers) await assignLmsUserId(transaction, row, claims.lmsUserId!, null);
  const profileDiffers = claimsDiffer(row, claims);
  if (profileDiffers) await applyProfile(transaction, row, claims, null);
  const { certificateName } = wanted;
  const nameDiffers =
    certificateName !== undefined && (await setCertificateName(transaction, row.id, certificateName));
  const rightsDiffer = await applyRights(transaction, row, wanted);
  if (rightsDiffer) await transaction.run(markRightsChanged, [row.id]);
  const differs = numberDiffers || profileDiffers || nameDiffers || rightsDiffer;
  return { id: row.id, result: created ? 'created' : differs ? 'changed' : 'unchanged', spared: false };
}

/** Sets the name that is printed for a user; null or a text that nobody sees: none. @returns whether it has changed */
export async function setCertificateName(
  transaction: Transaction,
  userId: number,
  name: string | null,
): Promise<boolean> {
  const printable = name === null || isBlank(name) ? '' : name;
  return (await transaction.run(setStaffName, [userId, printable])).length > 0;
}

/** @returns whether anything has changed, by the claim `administrator` too */
async function applyRights(
  transaction: Transaction,
  row: UserRow,
  { active, deactivated, staff, superuser, claims, permissions, groups }: UserDescription,
): Promise<boolean> {
  // A merged account stays closed.
  const isDeactivated =
    row.merged_into !== null || (deactivated ?? (active === true ? false : row.deactivated_at !== null));
  const isActive = !isDeactivated && (active ?? row.is_active);
  const flags = {
    ...(isActive !== row.is_active ? { isActive } : {}),
    ...(isDeactivated !== (row.deactivated_at !== null)
      ? { deactivatedAt: () => (isDeactivated ? 'now()' : 'null') }
      : {}),
    ...(staff !== undefined && staff !== row.is_staff ? { isStaff: staff } : {}),
    ...(superuser !== undefined && superuser !== row.is_superuser ? { isSuperuser: superuser } : {}),
  };
  let changed = administratorDiffers(row, claims?.administrator);
  if (Object.keys(flags).length > 0) {
    await transaction.manager.update(User, row.id, flags);
    changed = true;
  }
  if (permissions !== undefined) {
    const known = permissions.flatMap((name) => parsePermission(name) ?? []);
    const replaced = await replaceRows(transaction, UserPermission, 'permission', row.id, known);
    changed ||= replaced;
  }
  if (groups !== undefined) {
    const name = In(groupsOf(groups, claims?.administrator));
    const ids = (await transaction.manager.findBy(UserGroup, { name })).map(({ id }) => id);
    const replaced = await replaceRows(transaction, UserGroupMember, 'groupId', row.id, ids);
    changed ||= replaced;
  }
  return changed;
}

/** Adds and deletes rows of a user until one column holds the wanted values. @returns whether anything changed */
async function replaceRows(
  { manager }: Transaction,
  table: EntityTarget<ObjectLiteral>,
  column: string,
  userId: number,
  wanted: readonly (string | number)[],
): Promise<boolean> {
  const rows = manager.getRepository(table);
  const stored = (await rows.findBy({ userId })).map((row) => row[column] as string | number);
  const gone = stored.filter((value) => !wanted.includes(value));
  const added = wanted
    .filter((value) => !stored.includes(value))
    .map((value) => ({ userId, [column]: value }));
  if (gone.length > 0) await rows.delete({ userId, [column]: In(gone) });
  if (added.length > 0) await rows.createQueryBuilder().insert().values(added).orIgnore().execute();
  return gone.length + added.length > 0;
}

function groupsOf(groups: readonly string[], administrator: boolean | undefined): string[] {
  if (administrator === undefined) return [...groups];
  const others = groups.filter((group) => group !== ADMINS);
  return administrator ? [...others, ADMINS] : others;
}
