import { type Config } from '../../config/index.js';
import { LmsNamesClient } from '../../identity/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'names';

/** The question is about the client, whoever is asked for: the LMS need not know this user. */
const ANYBODY = 'credentials-doctor';

/** Whether the LMS gives the names of learners. */
export async function checkLms(config: Config): Promise<Finding> {
  const lms = new LmsNamesClient(config);
  if (!lms.enabled) {
    const found = 'learners are called by the name of their token, or their username: no LMS is asked';
    if (config.lmsUrl === undefined) return ok(SUBJECT, found);
    return note(SUBJECT, found, 'set LMS_OAUTH_CLIENT_ID and LMS_OAUTH_CLIENT_SECRET');
  }
  const { problem } = await lms.find(ANYBODY, new AbortController().signal);
  if (problem === undefined) return ok(SUBJECT, `the LMS answers at ${config.lmsUrl}`);
  return failed(SUBJECT, problem, 'mend that; until then the last known names are printed');
}
