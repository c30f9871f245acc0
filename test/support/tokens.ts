import { createHmac } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

/** The settings with which the service takes these tokens. */
export const TOKEN_SETTINGS = {
  JWT_SECRET_KEY: 'conformance-secret-conformance-secret',
  JWT_ISSUER: 'http://conformance/oauth2',
  JWT_AUDIENCE: 'conformance',
} as const;

/** A token as the LMS would sign it with the shared secret. `claims` override its own; undefined removes one. */
export function mintToken(
  username: string,
  claims: Claims = {},
  secret: string = TOKEN_SETTINGS.JWT_SECRET_KEY,
): string {
  const now = Math.floor(Date.now() / 1000);
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const body = encode({
    iss: TOKEN_SETTINGS.JWT_ISSUER,
    aud: TOKEN_SETTINGS.JWT_AUDIENCE,
    iat: now,
    exp: now + 600,
    version: '1.2.0',
    sub: 'anonymous',
    preferred_username: username,
    // The administrator of world.json, as the LMS says in each of their tokens.
    ...(username === 'admin' ? { administrator: true } : {}),
    ...claims,
  });
  const signature = createHmac('sha256', secret).update(`${head}.${body}`);
  return `${head}.${body}.${signature.digest('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
