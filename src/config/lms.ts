import type { EnvironmentReader } from './environment-reader.js';

/** The address of the LMS, and the client that asks it for names. */
export function readLms(read: EnvironmentReader) {
  const lmsUrl = read.webRoot('LMS_URL');
  const lmsOauthClientId = read.text('LMS_OAUTH_CLIENT_ID');
  const lmsOauthClientSecret = read.text('LMS_OAUTH_CLIENT_SECRET');
  const set = [lmsOauthClientId, lmsOauthClientSecret].filter((value) => value !== undefined).length;
  if (set === 1) read.problem('LMS_OAUTH_CLIENT_ID and LMS_OAUTH_CLIENT_SECRET need each other');
  if (set > 0 && lmsUrl === undefined) {
    read.problem('LMS_OAUTH_CLIENT_ID and LMS_OAUTH_CLIENT_SECRET need LMS_URL beside them');
  }
  return { lmsUrl, lmsOauthClientId, lmsOauthClientSecret };
}
