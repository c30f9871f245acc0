import { statement } from '../../platform/database/index.js';

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
  readonly is_active: boolean;
  readonly is_staff: boolean;
  readonly is_superuser: boolean;
  readonly claims_issued_at: Date | null;
  readonly is_admin: boolean;
  readonly permissions: string[];
}

/** Finds a user by name, in any letter case, with own rights and those of their groups. One index scan a table. */
export const findUser = statement<UserRow, [username: string]>(
  'identity.find_user',
  `select u.id, u.username, u.email, u.full_name, u.lms_user_id, u.is_active, u.is_staff, u.is_superuser,
          u.claims_issued_at,
          exists (select from user_group_member m join user_group g on g.id = m.group_id
                  where m.user_id = u.id and g.name = 'Admins') as is_admin,
          array(select p.permission from user_permission p where p.user_id = u.id
                union
                select p.permission from user_group_member m
                join user_group_permission p on p.group_id = m.group_id
                where m.user_id = u.id) as permissions
   from users u
   where lower(u.username) = lower($1)`,
);

/** Reads only what issuing needs. One round trip for a known learner, the usual case. */
export const findLearner = statement<Pick<UserRow, 'id' | 'username' | 'lms_user_id'>, [username: string]>(
  'identity.find_learner',
  'select id, username, lms_user_id from users where lower(username) = lower($1)',
);

/** Finds the user with that LMS user id, if a token newer than that time has changed them. */
export const findUserChangedSince = statement<{ id: number }, [lmsUserId: number | null, issuedAt: Date]>(
  'identity.find_user_changed_since',
  'select id from users where lms_user_id = $1 and claims_issued_at > $2',
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
       claims_issued_at = greatest($5, claims_issued_at), modified = now()
   where id = $1
   returning id`,
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

/** Lock in id order: two opposite moves would deadlock. */
export const lockUsers = statement<{ id: number }, [userId: number, lmsUserId: number]>(
  'identity.lock_users',
  `select id from users where id = $1 or lms_user_id = $2 order by id for update`,
);

export const releaseLmsUserId = statement<{ id: number }, [userId: number, lmsUserId: number]>(
  'identity.release_lms_user_id',
  `update users set lms_user_id = null, modified = now() where lms_user_id = $2 and id <> $1 returning id`,
);

export const setLmsUserId = statement<{ id: number }, [userId: number, lmsUserId: number]>(
  'identity.set_lms_user_id',
  `update users set lms_user_id = $2, modified = now() where id = $1 returning id`,
);
