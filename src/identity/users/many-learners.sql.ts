import { statement } from '../../platform/database/index.js';
import { accountNamed } from './account-named.js';
import type { UserRow } from './users.sql.js';

// For bulk calls: one statement for any number of learners.

/**
 * Finds learners by name, in any letter case, a merged one as the account that has all of it; `place` is that of the name in the list, from 0. The index is asked for each
 * name, since a hash would read all users.
 */
export const findLearners = statement<
  Pick<UserRow, 'id' | 'username' | 'lms_user_id'> & { place: number },
  [usernames: string[]]
>(
  'identity.find_learners',
  `select (given.place - 1)::int as place, found.id, found.username, found.lms_user_id
     from unnest($1::text[]) with ordinality as given (username, place)
    cross join lateral (
      select id, username, lms_user_id from users
       where id = ${accountNamed('given.username')}) found`,
);

/** The numbers in the LMS that users have now. */
export const findLmsUserIds = statement<Pick<UserRow, 'id' | 'lms_user_id'>, [ids: number[]]>(
  'identity.find_lms_user_ids',
  'select id, lms_user_id from users where id = any ($1::integer[])',
);

/** Creates users, in the order of the list, unless the name is taken. */
export const insertUsers = statement<{ id: number }, [usernames: string[]]>(
  'identity.insert_users',
  `insert into users (username)
   select username from unnest($1::text[]) with ordinality as given (username, place) order by place
   on conflict (lower(username)) do nothing returning id`,
);

/** The same as `lockLmsUserId` for many numbers, always in one order. */
export const lockLmsUserIds = statement<object, [lmsUserIds: number[]]>(
  'identity.lock_lms_user_ids',
  `select pg_advisory_xact_lock(hashtextextended('users.lms_user_id:' || given.number, 0))
     from (select number from unnest($1::bigint[]) as numbers (number) order by number) given`,
);

/** Locks users and those who have these numbers in the LMS, in id order, and returns the numbers that they have. */
export const lockNumberedUsers = statement<
  { id: number; lms_user_id: string | null },
  [ids: number[], lmsUserIds: number[]]
>(
  'identity.lock_numbered_users',
  `select id, lms_user_id from users
    where id = any ($1::integer[]) or lms_user_id = any ($2::bigint[])
    order by id for no key update`,
);

/** Gives users without a number in the LMS the one that an award names, as of before every token. */
export const setLmsUserIds = statement<{ id: number }, [ids: number[], lmsUserIds: number[]]>(
  'identity.set_lms_user_ids',
  `update users
      set lms_user_id = given.number, lms_user_id_at = greatest(to_timestamp(0), lms_user_id_at), modified = now()
     from unnest($1::integer[], $2::bigint[]) as given (id, number)
    where users.id = given.id
   returning users.id`,
);
