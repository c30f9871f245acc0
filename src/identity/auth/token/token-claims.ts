import { isUsername, type ProfileClaims, readProfileClaims } from '../../users/index.js';

/** The claims of a verified token. */
export interface TokenClaims {
  /** `preferred_username`. */
  readonly username: string;
  /** `exp`, milliseconds. */
  readonly expiresAt: number;
  /** `iat`. */
  readonly issuedAt: Date;
  readonly profile: ProfileClaims;
  /** `azp`, else `client_id`: the client for which the token was issued. For the audit log only. */
  readonly client?: string | undefined;
}

/** The issuer's clock may be ahead of ours by this much in `iat`. `exp` has no such leeway. */
const IAT_LEEWAY_SECONDS = 5;
/** No issuer makes a token that lives longer than ten years: a longer life has the wrong unit. */
const LONGEST_LIFETIME_SECONDS = 10 * 366 * 86_400;
const SUPPORTED_MAJOR = 1;
/** Longer names of clients are cut. */
const LONGEST_CLIENT = 255;

/**
 * Checks the claims that the library does not: `exp` and `iat` must be present and plausible, `preferred_username` must
 * be fit to be a username, and `version`, if given, must not be newer than ours. The library has checked that `exp` is
 * not past, and `nbf`, `aud` and `iss`.
 * @param now milliseconds
 * @returns undefined when the token is refused
 */
export function readClaims(payload: Readonly<Record<string, unknown>>, now: number): TokenClaims | undefined {
  const { exp, iat, preferred_username: username, version } = payload;
  const seconds = now / 1000;
  if (typeof exp !== 'number' || exp > seconds + LONGEST_LIFETIME_SECONDS) return undefined;
  if (typeof iat !== 'number' || iat < 0 || iat > seconds + IAT_LEEWAY_SECONDS) return undefined;
  if (!isUsername(username)) return undefined;
  if (version !== undefined && !isSupported(version)) return undefined;
  return {
    // Trimmed as everywhere else: other routes would not find a name with blanks around it.
    username: username.trim(),
    expiresAt: exp * 1000,
    issuedAt: new Date(iat * 1000),
    profile: readProfileClaims(payload),
    client: readClient(payload),
  };
}

function readClient({ azp, client_id: clientId }: Readonly<Record<string, unknown>>): string | undefined {
  const client = azp ?? clientId;
  return typeof client === 'string' ? client.slice(0, LONGEST_CLIENT) : undefined;
}

function isSupported(version: unknown): boolean {
  const match = typeof version === 'string' ? /^(\d{1,4})(\.\d{1,4}){0,2}$/.exec(version) : null;
  return match !== null && Number(match[1]) <= SUPPORTED_MAJOR;
}
