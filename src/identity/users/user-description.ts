import { type EntityTarget, In, type ObjectLiteral } from 'typeorm';
import type { Transaction, UpsertResult } from '../../platform/database/index.js';
import { ValidationError } from '../../platform/errors/index.js';
import { User, UserGroupMember, UserPermission } from './entities/user.entity.js';
import { UserGroup } from './entities/user-group.entity.js';
import { ADMINS, parsePermission, PERMISSION_NAMES } from './permissions.js';
import type { ProfileClaims } from './profile-claims.js';
import { applyProfile, claimsDiffer, findOrCreateUser } from './profile.js';

/** A user as an operator describes them; absent values stay as they are. */
export interface UserDescription {
  readonly username: string;
  readonly superuser?: boolean;
  readonly claims?: ProfileClaims;
  /** All the user's own rights, by any of their names. */
  readonly permissions?: readonly string[];
  /** All the user's groups. The claim `administrator`, when given, decides about Admins. */
  readonly groups?: readonly string[];
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

/** Makes a user match the description. */
export async function applyUserDescription(
  transaction: Transaction,
  wanted: UserDescription,
): Promise<UpsertResult> {
  const { row, created } = await findOrCreateUser(transaction, wanted.username);
  let changed = false;
  if (wanted.claims !== undefined && claimsDiffer(row, wanted.claims)) {
    await applyProfile(transaction, row, wanted.claims, null);
    changed = true;
  }
  if (wanted.superuser !== undefined && wanted.superuser !== row.is_superuser) {
    await transaction.manager.update(User, row.id, { isSuperuser: wanted.superuser });
    changed = true;
  }
  if (wanted.permissions !== undefined) {
    const permissions = wanted.permissions.flatMap((name) => parsePermission(name) ?? []);
    const replaced = await replaceRows(transaction, UserPermission, 'permission', row.id, permissions);
    changed ||= replaced;
  }
  if (wanted.groups !== undefined) {
    const name = In(groupsOf(wanted.groups, wanted.claims?.administrator));
    const groups = (await transaction.manager.findBy(UserGroup, { name })).map(({ id }) => id);
    const replaced = await replaceRows(transaction, UserGroupMember, 'groupId', row.id, groups);
    changed ||= replaced;
  }
  if (created) return 'created';
  return changed ? 'changed' : 'unchanged';
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
