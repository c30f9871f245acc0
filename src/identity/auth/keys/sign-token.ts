import { createHmac, type KeyObject } from 'node:crypto';

export interface TokenOptions {
  readonly username: string;
  readonly audience: string;
  readonly issuer?: string;
  /** Seconds until the token expires. */
  readonly expiresIn: number;
  /** Further claims; they override those made here. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Makes a token like those of the LMS, signed with the shared secret (HS256), for developers and tests. */
export function signToken(
  secret: KeyObject,
  { username, audience, issuer, expiresIn, claims }: TokenOptions,
): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: issuer,
    aud: audience,
    iat: now,
    exp: now + expiresIn,
    version: '1.2.0',
    preferred_username: username,
    ...claims,
  };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
