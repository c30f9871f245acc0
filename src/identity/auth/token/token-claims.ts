import { isName, type ProfileClaims, readProfileClaims } from '../../users/index.js';

/** What a genuine token says. */
export interface TokenClaims {
  /** `preferred_username`. */
  readonly username: string;
  /** `exp`, milliseconds. */
  readonly expiresAt: number;
  /** `iat`. */
  readonly issuedAt: Date;
  readonly profile: ProfileClaims;
}

/** Seconds that the issuer's clock may be ahead of ours in `iat`. There is no such leeway for `exp`. */
const IAT_LEEWAY_SECONDS = 5;
/** Seconds: no issuer hands out a token for longer than ten years; whoever tries has mistaken the unit. */
const LONGEST_LIFETIME_SECONDS = 10 * 366 * 86_400;
const SUPPORTED_MAJOR = 1;

/**
 * Checks the claims that the library does not: `exp` and `iat` must be there, and be sane, `preferred_username` must be
 * fit to be a username, and `version`, if given, no newer than what we know. `exp` in the past, `nbf`, `aud` and `iss`
 * have been checked with the signature. Undefined means that the token is refused.
 * @param now milliseconds
 */
export function readClaims(payload: Readonly<Record<string, unknown>>, now: number): TokenClaims | undefined {
  const { exp, iat, preferred_username: username, version } = payload;
  const seconds = now / 1000;
  if (typeof exp !== 'number' || exp > seconds + LONGEST_LIFETIME_SECONDS) return undefined;
  if (typeof iat !== 'number' || iat < 0 || iat > seconds + IAT_LEEWAY_SECONDS) return undefined;
  if (!isName(username)) return undefined;
  if (version !== undefined && !isSupported(version)) return undefined;
  return {
    // As everywhere else: a name with blanks around it would be nobody's whom the other routes can find.
    username: username.trim(),
    expiresAt: exp * 1000,
    issuedAt: new Date(iat * 1000),
    profile: readProfileClaims(payload),
  };
}

function isSupported(version: unknown): boolean {
  const match = typeof version === 'string' ? /^(\d{1,4})(\.\d{1,4}){0,2}$/.exec(version) : null;
  return match !== null && Number(match[1]) <= SUPPORTED_MAJOR;
}
