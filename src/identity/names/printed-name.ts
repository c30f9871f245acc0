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

/** Whether the name is worth a short wait: a question is due, or on its way. */
export const nameIsAwaited = (user: string) =>
  `(${nameIsDue(user)} or ${user}.staff_name = '' and ${nameIsAsked(user)})`;
