import { type Transaction, statement } from '../../platform/database/index.js';
import { ADMINS, type Permission } from './permissions.js';
import type { ProfileClaims } from './profile-claims.js';
import { applyProfile, differs, findOrCreate } from './profile.js';
import { updateUser } from './users.sql.js';

/** A user as an operator describes it; what is absent stays as it is. */
export interface UserDescription {
  readonly username: string;
  readonly superuser?: boolean;
  readonly claims?: ProfileClaims;
  /** All the rights that the user has of their own. */
  readonly permissions?: readonly Permission[];
  /** All the user's groups; whether Admins is among them is decided by the claim `administrator` when that is given. */
  readonly groups?: readonly string[];
}

export type Outcome = 'created' | 'changed' | 'unchanged';

const setPermissions = statement<{ changes: number }, [userId: number, permissions: readonly string[]]>(
  'identity.set_permissions',
  `with gone as (
     delete from user_permission where user_id = $1 and permission <> all ($2::text[]) returning 1),
   added as (
     insert into user_permission (user_id, permission) select $1, unnest($2::text[])
     on conflict do nothing returning 1)
   select (select count(*) from gone)::int + (select count(*) from added)::int as changes`,
);

const setGroups = statement<{ changes: number }, [userId: number, groups: readonly string[]]>(
  'identity.set_groups',
  `with wanted as (select id from user_group where name = any ($2::text[])),
   gone as (
     delete from user_group_member where user_id = $1 and group_id not in (select id from wanted) returning 1),
   added as (
     insert into user_group_member (user_id, group_id) select $1, id from wanted
     on conflict do nothing returning 1)
   select (select count(*) from gone)::int + (select count(*) from added)::int as changes`,
);

/** Names that are no group's, each with those that are. */
export const selectUnknownGroups = statement<{ name: string; known: string[] }, [names: readonly string[]]>(
  'identity.select_unknown_groups',
  `select wanted.name, array(select g.name::text from user_group g order by g.name) as known
   from unnest($1::text[]) wanted (name)
   where not exists (select from user_group g where g.name = wanted.name)`,
);

/** Makes a user what the description says, and says whether that changed anything. */
export async function applyDescription(transaction: Transaction, wanted: UserDescription): Promise<Outcome> {
  const { row, made } = await findOrCreate(transaction, wanted.username);
  let changed = false;
  if (wanted.claims !== undefined && differs(row, wanted.claims)) {
    await applyProfile(transaction, row, wanted.claims, null);
    changed = true;
  }
  if (wanted.superuser !== undefined && wanted.superuser !== row.is_superuser) {
    await transaction.run(updateUser, [row.id, null, null, null, wanted.superuser, null]);
    changed = true;
  }
  if (wanted.permissions !== undefined) {
    const [result] = await transaction.run(setPermissions, [row.id, wanted.permissions]);
    changed ||= result !== undefined && result.changes > 0;
  }
  if (wanted.groups !== undefined) {
    const [result] = await transaction.run(setGroups, [
      row.id,
      groupsOf(wanted.groups, wanted.claims?.administrator),
    ]);
    changed ||= result !== undefined && result.changes > 0;
  }
  if (made) return 'created';
  return changed ? 'changed' : 'unchanged';
}

function groupsOf(groups: readonly string[], administrator: boolean | undefined): string[] {
  if (administrator === undefined) return [...groups];
  const others = groups.filter((group) => group !== ADMINS);
  return administrator ? [...others, ADMINS] : others;
}
