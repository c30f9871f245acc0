import { statement } from '../../platform/database/index.js';
import { isRetiredUser, NEVER_ASKED } from '../names/printed-name.js';
import { accountNamed } from './account-named.js';
import { ADMINS } from './permissions.js';

// Sign-in and issuing run these, so they are named: PostgreSQL plans them once. The user with all rights takes 0.07 ms,
// the learner alone 0.02 ms (npm run bench -- --plans). The rest uses repositories.

/** A user with all their rights. */
export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly full_name: string;
  /** pg returns bigint as text. */
  readonly lms_user_id: string | null;
  readonly lms_user_id_at: Date | null;
  readonly is_active: boolean;
  readonly deactivated_at: Date | null;
  /** The account into which this one was merged. */
  readonly merged_into: number | null;
  readonly is_staff: boolean;
  readonly is_superuser: boolean;
  readonly claims_issued_at: Date | null;
  readonly administrator_at: Date | null;
  readonly rights_changed_at: Date | null;
  /** When the username went from one user to another; null: never. */
  readonly name_changed_at: Date | null;
  /** Member of the group Admins. */
  readonly is_admin: boolean;
  /** Their own, and those of their groups except Admins. */
  readonly permissions: string[];
  /** Those of the group Admins, whoever is in it. */
  readonly admins_permissions: string[];
}

/** SQL: stands for a username, in any letter case, in tables that must not keep the names of learners who are forgotten. */
export const usernameDigest = (name: string): string => `sha256(convert_to(lower(${name}), 'UTF8'))`;

/**
 * Finds a user by name, in any letter case, with own rights and those of their groups. One index scan a table. The rights
 * of Admins stand apart, since the caller's token decides about them.
 */
export const findUser = statement<UserRow, [username: string]>(
  'identity.find_user',
  `select u.id, u.username, u.email, u.full_name, u.lms_user_id, u.lms_user_id_at, u.is_active, u.deactivated_at, u.merged_into,
          u.is_staff, u.is_superuser, u.claims_issued_at, u.administrator_at, u.rights_changed_at,
          (select c.changed_at from username_change c where c.digest = ${usernameDigest('u.username')}) as name_changed_at,
          exists (select from user_group_member m join user_group g on g.id = m.group_id
                  where m.user_id = u.id and g.name = '${ADMINS}') as is_admin,
          array(select p.permission from user_permission p where p.user_id = u.id
                union
                select p.permission from user_group_member m
                join user_group g on g.id = m.group_id and g.name <> '${ADMINS}'
                join user_group_permission p on p.group_id = m.group_id
                where m.user_id = u.id) as permissions,
          array(select p.permission from user_group g join user_group_permission p on p.group_id = g.id
                where g.name = '${ADMINS}') as admins_permissions
   from users u
   where lower(u.username) = lower($1)`,
);

/**
 * Reads only what issuing needs. One round trip for a known learner, the usual case. The name of a merged account leads to
 * the one that has all of it.
 */
export const findLearner = statement<Pick<UserRow, 'id' | 'username' | 'lms_user_id'>, [username: string]>(
  'identity.find_learner',
  `select id, username, lms_user_id from users
    where id = ${accountNamed('$1')}`,
);

/** Who has a name, merged or not. */
export const findNamed = statement<{ id: number }, [username: string]>(
  'identity.find_named',
  'select id from users where lower(username) = lower($1)',
);

/** When a name went from one user to another, whether or not somebody has it now. */
export const findNameChange = statement<{ changed_at: Date }, [username: string]>(
  'identity.find_name_change',
  `select changed_at from username_change where digest = ${usernameDigest('$1::text')}`,
);

/** Finds whether a name changed hands after a time. */
export const findNameChangeSince = statement<{ changed_at: Date }, [username: string, time: string]>(
  'identity.find_name_change_since',
  `select changed_at from username_change where digest = ${usernameDigest('$1::text')} and changed_at > $2::timestamptz`,
);

/** Finds who has a number in the LMS. */
export const findNumberHolder = statement<{ id: number; username: string }, [lmsUserId: number]>(
  'identity.find_number_holder',
  'select id, username from users where lms_user_id = $1',
);

/** The end of a statement that notes changes of names: a name's time never runs back. */
export const NOTE_NAME_CHANGE =
  'on conflict (digest) do update set changed_at = greatest(username_change.changed_at, excluded.changed_at)';

/**
 * Notes that names went from one user to another, or were given up. In the order of their digests, since two renames may
 * share names. `notBefore` is the time of the newest token that changed the user.
 */
export const noteNameChange = statement<object, [names: string[], notBefore: Date | null]>(
  'identity.note_name_change',
  `insert into username_change (digest, changed_at)
   select digest, greatest(clock_timestamp(), $2)
     from (select distinct ${usernameDigest('name')} as digest from unnest($1::text[]) as given (name) order by 1) names
   ${NOTE_NAME_CHANGE}`,
);

/** Gives a user another name. */
export const setUsername = statement<object, [id: number, username: string]>(
  'identity.set_username',
  'update users set username = $2, modified = now() where id = $1',
);

/**
 * Empties what a user's row tells of a person, but for the username, and bars the user. The LMS is not asked any more. No
 * row where all of it is done.
 */
export const retireUserRow = statement<{ id: number }, [id: number]>(
  'identity.retire_user',
  `update users
      set email = '', full_name = '', staff_name = '', lms_name = '', verified_name = '',
          name_answered_at = null, name_due_at = ${NEVER_ASKED}, name_attempts = 0,
          lms_user_id = null, lms_user_id_at = greatest(clock_timestamp(), lms_user_id_at),
          is_active = false, deactivated_at = coalesce(deactivated_at, now()), is_staff = false, is_superuser = false,
          rights_changed_at = greatest(clock_timestamp(), claims_issued_at), modified = now()
    where id = $1
      and (concat(email, full_name, staff_name, lms_name, verified_name) <> '' or lms_user_id is not null
           or deactivated_at is null or is_staff or is_superuser or name_due_at is distinct from ${NEVER_ASKED})
   returning id`,
);

/** A row where the user is retired. */
export const findRetired = statement<{ id: number }, [id: number]>(
  'identity.find_retired',
  `select id from users u where id = $1 and ${isRetiredUser('u')}`,
);

/** Finds the user who has that number in the LMS, and as of when the service knows it. */
export const findOwner = statement<
  Pick<UserRow, 'id' | 'is_active' | 'deactivated_at'> & { known_at: Date | null },
  [lmsUserId: number]
>(
  'identity.find_owner',
  `select id, is_active, deactivated_at, greatest(claims_issued_at, lms_user_id_at, rights_changed_at) as known_at
     from users where lms_user_id = $1`,
);

/**
 * The user and the one who has that number in the LMS. `isKnown`: the service knows more of them than awards tell, from a
 * token, or since their rights were changed here.
 */
export const findNumbered = statement<
  { id: number; lms_user_id: string | null; isKnown: boolean },
  [userId: number, lmsUserId: number]
>(
  'identity.find_numbered',
  `select id, lms_user_id,
          not is_active or claims_issued_at is not null or rights_changed_at is not null
            or coalesce(lms_user_id_at > to_timestamp(0), false) as "isKnown"
     from users where id = $1 or lms_user_id = $2`,
);

/** Creates a user unless the name is taken. Two simultaneous calls make one row. */
export const insertUser = statement<{ id: number }, [username: string]>(
  'identity.insert_user',
  `insert into users (username) values ($1) on conflict (lower(username)) do nothing returning id`,
);

/** Writes values from a token or an operator; null leaves a value as it is. */
export const updateUser = statement<
  { id: number },
  [
    id: number,
    email: string | null,
    fullName: string | null,
    staff: boolean | null,
    claimsIssuedAt: Date | null,
  ]
>(
  'identity.update_user',
  `update users
   set email = coalesce($2, email), full_name = coalesce($3, full_name), is_staff = coalesce($4, is_staff),
       claims_issued_at = greatest($5, claims_issued_at),
       administrator_at = case when $4::boolean is null then administrator_at else greatest($5, administrator_at) end,
       modified = now()
   where id = $1
   returning id`,
);

/** Sets the name that is printed instead of all others; empty: none. No row: it was set already. */
export const setStaffName = statement<{ id: number }, [id: number, name: string]>(
  'identity.set_staff_name',
  `update users set staff_name = $2, modified = now() where id = $1 and staff_name <> $2 returning id`,
);

/** From now on no token issued so far changes this user's rights. */
export const markRightsChanged = statement<object, [id: number]>(
  'identity.mark_rights_changed',
  `update users set rights_changed_at = greatest(clock_timestamp(), claims_issued_at), modified = now() where id = $1`,
);

export const joinGroup = statement<{ group_id: number }, [userId: number, group: string]>(
  'identity.join_group',
  `insert into user_group_member (group_id, user_id) select id, $1 from user_group where name = $2
   on conflict do nothing returning group_id`,
);

export const leaveGroup = statement<{ group_id: number }, [userId: number, group: string]>(
  'identity.leave_group',
  `delete from user_group_member m using user_group g
   where g.id = m.group_id and m.user_id = $1 and g.name = $2 returning m.group_id`,
);

/** One transaction at a time per LMS user id: two that claim it at once would both find it free. */
export const lockLmsUserId = statement<object, [lmsUserId: number]>(
  'identity.lock_lms_user_id',
  `select pg_advisory_xact_lock(hashtextextended('users.lms_user_id:' || $1::text, 0))`,
);

/**
 * Locks the user with a name and the one with a number in the LMS; null: nobody. In id order, since two opposite moves
 * of a number would deadlock. No key changes, so writers of the learner's credentials, whose foreign key holds the key,
 * need not wait: they may hold a credential that this transaction wants next.
 */
export const lockUsers = statement<{ id: number }, [username: string, lmsUserId: number | null]>(
  'identity.lock_users',
  `select id from users where lower(username) = lower($1) or lms_user_id = $2 order by id for no key update`,
);

/**
 * Locks a user as a whole: also against writers of their credentials, whose foreign key holds the key, and who leave
 * nothing behind that tells of a person who is retired. See migration 1764000002060.
 */
export const lockUserWhole = statement<{ id: number }, [username: string]>(
  'identity.lock_user_whole',
  'select id from users where lower(username) = lower($1) for update',
);

export const releaseLmsUserId = statement<
  { id: number; rights_changed_at: Date | null },
  [userId: number, lmsUserId: number, knownAt: Date | null]
>(
  'identity.release_lms_user_id',
  `update users
   set lms_user_id = null, lms_user_id_at = greatest(coalesce($3, clock_timestamp()), lms_user_id_at), modified = now()
   where lms_user_id = $2 and id <> $1 returning id, rights_changed_at`,
);

/** `rightsChangedAt`: when the rights of the same person, who had the number under another name, were changed here. */
export const setLmsUserId = statement<
  { id: number },
  [userId: number, lmsUserId: number, knownAt: Date | null, rightsChangedAt: Date | null]
>(
  'identity.set_lms_user_id',
  `update users
   set lms_user_id = $2, lms_user_id_at = greatest(coalesce($3, clock_timestamp()), lms_user_id_at),
       rights_changed_at = greatest(rights_changed_at, $4), modified = now()
   where id = $1 returning id`,
);
