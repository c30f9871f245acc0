/**
 * The name that pages, mails and tables print: the first one there is of staff, of the LMS as verified, of the LMS, of the
 * last token. Empty when there is none: then the reader prints the username.
 */
export const printedName = (user: string) =>
  `coalesce(nullif(${user}.staff_name, ''), nullif(${user}.verified_name, ''), nullif(${user}.lms_name, ''), ${user}.full_name)`;

/** Whether the LMS may be asked for the user's names now. Nobody asks while staff have set the name. */
export const nameIsDue = (user: string) =>
  `(${user}.staff_name = '' and coalesce(${user}.name_due_at <= now(), true))`;

/** When a question that begins now has ended, with the writing of its answer. Afterwards another process may ask. */
export const QUESTION_END = `now() + interval '15 seconds'`;

/** The latest end of a question on its way. It may have begun a moment after this statement did. */
const LATEST_END = `now() + interval '20 seconds'`;

/** Whether a question for the user's names is on its way. Also just before one is repeated after a failure. */
export const nameIsAsked = (user: string) =>
  `(${user}.name_attempts > 0 and coalesce(${user}.name_due_at between now() and ${LATEST_END}, false))`;

/** When the LMS is asked about a learner who was retired: the mark of a retirement. */
export const NEVER_ASKED = `'9999-12-31Z'`;

/** Whether the user was retired: deactivated, with a name that the LMS is never asked for again. */
export const isRetiredUser = (user: string) =>
  `(${user}.deactivated_at is not null and ${user}.name_due_at is not distinct from ${NEVER_ASKED})`;

/** Longest time that a mail waits for the first name of its learner. */
const LONGEST_WAIT = `interval '1 hour'`;

/** Whether the username would be printed though the LMS may have a name: it has never answered in full. */
const nameMayCome = (user: string) =>
  `(${printedName(user)} = '' and ${user}.name_answered_at is null and ${user}.name_due_at is distinct from ${NEVER_ASKED})`;

/**
 * When to look again at a mail that waits for a name, in milliseconds since 1970: with the next question that is noted, and
 * not before a minute has passed. Null when the mail should go with what is known.
 * @param since the time from which on the mail could go
 */
export const nameWaitUntil = (user: string, since: string) => {
  const end = `${since} + ${LONGEST_WAIT}`;
  const next = `greatest(${user}.name_due_at, now() + interval '1 minute')`;
  return `case when ${nameMayCome(user)} and ${end} > now() then ceil(extract(epoch from least(${end}, ${next})) * 1000)::float8 end`;
};

/** Whether the name is worth a short wait: a question is due, or on its way. */
export const nameIsAwaited = (user: string) =>
  `(${nameIsDue(user)} or ${user}.staff_name = '' and ${nameIsAsked(user)})`;
