import { statement } from '../../platform/database/index.js';
import type { UserRow } from './users.sql.js';

// SQL, since a repository has no lock for several rows in an order.

/** An account as those need it who merge. */
export type MergedRow = Pick<UserRow, 'id' | 'username' | 'lms_user_id' | 'is_staff' | 'is_superuser'> &
  Pick<UserRow, 'deactivated_at' | 'merged_into'> & {
    /** Whether it stands for an API key, and not for a person. */
    readonly is_api_key: boolean;
  };

const COLUMNS = `id, username, lms_user_id, is_staff, is_superuser, deactivated_at, merged_into,
          exists (select from api_key k where k.user_id = users.id) as is_api_key`;

/**
 * Locks two accounts in id order, key and all: what others store for them at this moment waits, and is looked at again by
 * `refuse_merged` (migration 1764000002050).
 */
export const lockAccounts = statement<MergedRow, [usernames: string[]]>(
  'identity.lock_accounts',
  `select ${COLUMNS} from users
    where lower(username) = any (array(select lower(name) from unnest($1::text[]) as name))
    order by id for update`,
);

export const findAccount = statement<MergedRow, [id: number]>(
  'identity.find_account',
  `select ${COLUMNS} from users where id = $1`,
);

/**
 * Marks an account as merged, together with those that were merged into it before, and bars it. `moves`: its number in the
 * LMS goes away, too.
 */
export const markMerged = statement<{ id: number }, [id: number, into: number, moves: boolean]>(
  'identity.mark_merged',
  `update users
      set merged_into = $2, is_active = false, deactivated_at = coalesce(deactivated_at, now()),
          is_staff = is_staff and id <> $1, is_superuser = is_superuser and id <> $1,
          lms_user_id = case when id = $1 and $3::boolean then null else lms_user_id end,
          rights_changed_at = greatest(clock_timestamp(), claims_issued_at), modified = now()
    where id = $1 or merged_into = $1
   returning id`,
);

/**
 * Gives the number of a merged account to the one that has all of it, as of when it was known; at the least as of an award, so
 * that an import does not take it for one that it has brought.
 */
export const takeLmsUserId = statement<object, [id: number, lmsUserId: string, from: number]>(
  'identity.take_lms_user_id',
  `update users
      set lms_user_id = $2::bigint, modified = now(),
          lms_user_id_at = greatest(to_timestamp(0), users.lms_user_id_at,
            (select other.lms_user_id_at from users other where other.id = $3))
    where id = $1`,
);

/** The accounts that were merged into one. */
export const findMerged = statement<{ id: number; username: string }, [into: number]>(
  'identity.find_merged',
  'select id, username from users where merged_into = $1 order by id',
);
