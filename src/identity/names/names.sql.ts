import { setsOrigin, statement } from '../../platform/database/index.js';
import { nameIsAsked, nameIsDue, printedName, QUESTION_END } from './printed-name.js';

// One row by its key each. They are SQL since all is decided on the clock of the database, by one statement each: several
// processes may ask for the same learner at the same time.

/** Waits after failed questions double from five minutes to a day. */
const AFTER_FAILURE = `now() + least(interval '1 day', interval '5 minutes' * power(2, least(name_attempts - 1, 10)))`;

/** A learner whom this process may ask for. `end` names the question; as text, since a `Date` has no microseconds. */
export interface Claim {
  readonly username: string;
  readonly end: string;
}

/** Takes the question for a learner's names. No row: it is not due, or another process was faster. */
export const claimQuestion = statement<Claim, [userId: number]>(
  'identity.claim_name_question',
  `update users set name_attempts = least(name_attempts + 1, 1000), name_due_at = ${QUESTION_END}
    where id = $1 and ${nameIsDue('users')}
    returning username, name_due_at::text as end`,
);

/**
 * Writes an answer and when to ask again; null leaves a name as it was. `whole`: the answer has no part that failed. A
 * question that is not the last one, or whose learner was renamed since, writes nothing.
 */
export const storeNames = statement<
  { name: string },
  [
    userId: number,
    end: string,
    username: string,
    lmsName: string | null,
    verifiedName: string | null,
    whole: boolean,
    origin: string,
  ]
>(
  'identity.store_names',
  `update users
      set lms_name = coalesce($4, lms_name), verified_name = coalesce($5, verified_name),
          name_answered_at = case when $6 then now() else name_answered_at end,
          name_due_at = case when $6 then now() + interval '1 day' else ${AFTER_FAILURE} end,
          name_attempts = case when $6 then 0 else name_attempts end,
          modified = case when (coalesce($4, lms_name), coalesce($5, verified_name)) = (lms_name, verified_name)
                          then modified else now() end
    where id = $1 and name_due_at = $2::timestamptz and username = $3 and ${setsOrigin('$7')} <> ''
    returning ${printedName('users')} as name`,
);

/** `asking`: a question is on its way. `answered`: none is open, so the last one has its answer. */
export const readNameState = statement<
  { name: string; asking: boolean; answered: boolean },
  [userId: number]
>(
  'identity.read_name_state',
  `select ${printedName('users')} as name, name_attempts = 0 as answered,
          ${nameIsAsked('users')} as asking
     from users where id = $1`,
);
