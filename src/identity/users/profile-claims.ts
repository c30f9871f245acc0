import { hasAtMost, isBlank, isCleanText, isMailAddress, isSingleLine } from '../../platform/text/index.js';
import { isKeyUsername } from './principal.js';

/** A user as a token describes them; absent values stay as they are. */
export interface ProfileClaims {
  readonly email?: string;
  readonly fullName?: string;
  readonly lmsUserId?: number;
  /** True: staff and member of Admins; false: neither; absent: staff as before, but without the rights of Admins. */
  readonly administrator?: boolean;
}

/** Reads the claims that describe a user. An unusable one counts as absent; the token is still valid. */
export function readProfileClaims(claims: Readonly<Record<string, unknown>>): ProfileClaims {
  const { email, administrator } = claims;
  return {
    // Checked before it is stored: a line break in an address would change who gets a mail.
    email: isMailAddress(email) ? email : undefined,
    fullName: [claims.full_name, claims.name].find(isPrintableName),
    lmsUserId: lmsUserId(claims.user_id),
    administrator: typeof administrator === 'boolean' ? administrator : undefined,
  };
}

/**
 * Whether the value can be a person's username. U+FFFD stands for bytes that were no text, so a name with it is nobody's;
 * those of API keys are no person's.
 */
export function isUsername(value: unknown): value is string {
  return isName(value) && !value.includes('\ufffd') && !isKeyUsername(value);
}

/** Whether the value can be a person's name. */
export function isName(value: unknown): value is string {
  return isCleanText(value) && hasAtMost(255, value) && isSingleLine(value) && value.trim() !== '';
}

/** Whether the value can be the name that is printed for a person: a reader sees something of it. */
export function isPrintableName(value: unknown): value is string {
  return isName(value) && !isBlank(value);
}

/** A whole positive number. Some issuers send it as text. */
function lmsUserId(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
