import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TOKEN_SETTINGS } from '../support/tokens.js';

/** Differences from a token of the LMS. */
export interface Forgery {
  readonly header?: Readonly<Record<string, unknown>>;
  /** Claims to add or replace; undefined removes one. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Replaces the whole payload. */
  readonly payload?: unknown;
  readonly secret?: string | Buffer;
  readonly key?: KeyObject;
  /** Changes the finished token. */
  readonly change?: (token: string) => string;
}

const read = (name: string): string =>
  readFileSync(new URL(`../conformance/${name}`, import.meta.url), 'utf8');

export const JWKS_TEXT = read('jwks.json');
export const SITE_KEY = createPrivateKey({ key: JSON.parse(read('test-signing-key.json')), format: 'jwk' });
export const SITE_PEM = createPublicKey(SITE_KEY).export({ type: 'spki', format: 'pem' });
export const FOREIGN = generateKeyPairSync('rsa', { modulusLength: 2048 });

const DIGESTS: Readonly<Record<string, string>> = {
  HS256: 'sha256',
  HS512: 'sha512',
  RS256: 'sha256',
  RS512: 'sha512',
};

export const seconds = (): number => Math.floor(Date.now() / 1000);

export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token for a user that is wrong in the given way. */
export function forge(username: string, forgery: Forgery = {}): string {
  const { claims, change = (token: string) => token } = forgery;
  const header = { alg: 'HS256', typ: 'JWT', ...forgery.header };
  const now = seconds();
  const payload = {
    iss: TOKEN_SETTINGS.JWT_ISSUER,
    aud: TOKEN_SETTINGS.JWT_AUDIENCE,
    iat: now,
    exp: now + 600,
    version: '1.2.0',
    preferred_username: username,
    ...claims,
  };
  const signed = `${encode(header)}.${encode('payload' in forgery ? forgery.payload : payload)}`;
  return change(`${signed}.${signature(header.alg, signed, forgery)}`);
}

function signature(
  algorithm: string,
  signed: string,
  { secret = TOKEN_SETTINGS.JWT_SECRET_KEY, key = SITE_KEY }: Forgery,
): string {
  const digest = DIGESTS[algorithm];
  if (digest === undefined) return '';
  return algorithm.startsWith('HS')
    ? createHmac(digest, secret).update(signed).digest('base64url')
    : sign(digest, Buffer.from(signed), key).toString('base64url');
}
