import { createHmac } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

const SECRET = 'conformance-secret-conformance-secret';

/** A token as the LMS would sign it with the shared secret. `claims` override its own; undefined removes one. */
export function mintToken(username: string, claims: Claims = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const body = encode({
    iss: 'http://conformance/oauth2',
    aud: 'conformance',
    iat: now,
    exp: now + 600,
    version: '1.2.0',
    sub: 'anonymous',
    preferred_username: username,
    ...claims,
  });
  return `${head}.${body}.${createHmac('sha256', SECRET).update(`${head}.${body}`).digest('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
