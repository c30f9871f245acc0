import { setsOrigin, statement } from '../../platform/database/index.js';
import { NEVER_ASKED } from '../names/printed-name.js';
import { usernameDigest, NOTE_NAME_CHANGE } from './users.sql.js';

/** Two names that differ at most in letter case, as `isSameName` compares them. */
const isSame = (one: string, other: string): string =>
  `(lower(${one}) = lower(${other}) and upper(${one}) = upper(${other}))`;

/**
 * Gives the user with a name another one, forgets the names and the address, and notes that both names changed hands.
 * Where only the letter case differs, nothing is forgotten or noted. The next token fills the emptied columns again, and
 * so does the LMS, which counts as never asked, but for a learner who was retired. No row: nobody has the name, or a rename that this one waited for took it
 * away.
 *
 * One statement, since a list has thousands of pairs: 1,000 took 4 to 8 s on two very busy cores, and were not done after
 * 8.5 s as transactions of seven round trips. The lock comes first, so the old name is that of after a wait. The notes
 * come after the update, which may have waited as well: a token issued meanwhile is older than the rename, too. The audit
 * log forgets the learner, too: `origin` says that it keeps no names of this rename itself.
 */
export const renameUserRow = statement<{ id: number }, [oldName: string, newName: string, origin: string]>(
  'identity.rename_user',
  `with locked as materialized (
     select id, username, claims_issued_at, ${isSame('username', '$2')} as same
       from users where lower(username) = lower($1) and ${setsOrigin('$3')} <> '' for no key update
   ), renamed as (
     update users u
        set username = $2, modified = now(),
            email = case when same then u.email else '' end,
            full_name = case when same then u.full_name else '' end,
            staff_name = case when same then u.staff_name else '' end,
            lms_name = case when same then u.lms_name else '' end,
            verified_name = case when same then u.verified_name else '' end,
            name_answered_at = case when same then u.name_answered_at end,
            name_due_at = case when same or u.name_due_at = ${NEVER_ASKED} then u.name_due_at end,
            name_attempts = case when same then u.name_attempts else 0 end
       from locked l
      where u.id = l.id
     returning u.id, l.username as old_name, l.claims_issued_at, l.same
   ), noted as (
     insert into username_change (digest, changed_at)
     select digest, greatest(clock_timestamp(), claims_issued_at)
       from (select distinct ${usernameDigest('name')} as digest, claims_issued_at
               from renamed, unnest(array[old_name, $2]) as given (name)
              where not same order by 1) names
     ${NOTE_NAME_CHANGE}
   )
   select id, case when not same then audit_forget(array[id::bigint]) end as forgotten from renamed`,
);

/**
 * Finds the pairs whose old name nobody has and no earlier pair gives to somebody, and notes those names as given up:
 * nobody whom the service knows, but tokens from before are of the one who had the name. Returns the places of the pairs
 * in the list, from 1. The index is asked for each name, since a hash would read all users.
 * @param changes whether the names of a pair differ in more than letter case
 */
export const giveUpUnknownNames = statement<
  { place: number },
  [oldNames: string[], newNames: string[], changes: boolean[]]
>(
  'identity.give_up_unknown_names',
  `with pairs as (
     select lower(old_name) as old_key, lower(new_name) as new_key, changes, place
       from unnest($1::text[], $2::text[], $3::boolean[]) with ordinality
            as given (old_name, new_name, changes, place)
   ), made as (
     select new_key, min(place) as place from pairs where changes group by new_key
   ), unknown as (
     select pairs.place, old_key, pairs.changes
       from pairs
       left join made on made.new_key = old_key and made.place < pairs.place
       left join lateral (select id from users where lower(username) = old_key limit 1) owner on true
      where made.place is null and owner.id is null
   ), noted as (
     insert into username_change (digest, changed_at)
     select digest, clock_timestamp()
       from (select distinct ${usernameDigest('old_key')} as digest from unknown where changes order by 1) names
     ${NOTE_NAME_CHANGE}
   )
   select place::int from unknown`,
);
