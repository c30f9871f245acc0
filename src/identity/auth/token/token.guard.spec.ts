import { createHmac, createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../config/index.js';
import { PublicKeys } from '../keys/public-keys.js';
import { SharedSecret } from '../keys/shared-secret.js';
import { JwtStrategy } from './jwt.strategy.js';
import { TokenGuard } from './token.guard.js';

const SECRET = 'a-secret-of-enough-characters-for-a-test';
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const guard = new TokenGuard();

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function made(alg: string, signature: (signed: string) => Buffer, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: 'lms', aud: 'us', iat: now, exp: now + 600, preferred_username: 'ann' };
  const signed = `${encode({ alg })}.${encode({ ...payload, ...claims })}`;
  return `${signed}.${signature(signed).toString('base64url')}`;
}

const hmac = (signed: string, secret = SECRET) => createHmac('sha256', secret).update(signed).digest();
const rsa =
  (digest: string, { privateKey } = pair) =>
  (signed: string) =>
    sign(digest, Buffer.from(signed), privateKey);

/** The username of a good token; undefined for a refused one. */
async function nameIn(token: string): Promise<string | undefined> {
  const request = {};
  const context = {
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  } as unknown as ExecutionContext;
  return (await guard.check(token, context))?.username;
}

describe('the check of a token', () => {
  beforeAll(async () => {
    const set = JSON.stringify({ keys: [pair.publicKey.export({ format: 'jwk' })] });
    const config = loadConfig({
      JWT_SECRET_KEY: SECRET,
      JWT_PUBLIC_SIGNING_JWK_SET: set,
      JWT_AUDIENCE: 'us',
      JWT_ISSUER: 'lms',
    });
    const keys = new PublicKeys(config);
    await keys.onModuleInit();
    new JwtStrategy(config, keys, new SharedSecret(config));
  });

  it('takes a token of the shared secret, or of a public key', async () => {
    expect(await nameIn(made('HS256', hmac))).toBe('ann');
    expect(await nameIn(made('RS256', rsa('sha256')))).toBe('ann');
    expect(await nameIn(made('RS512', rsa('sha512')))).toBe('ann');
  });

  it('refuses another secret, a key that is not ours, and the public key as a secret', async () => {
    const pem = pair.publicKey.export({ type: 'spki', format: 'pem' });
    expect(await nameIn(made('HS256', (signed) => hmac(signed, `${SECRET}x`)))).toBeUndefined();
    expect(await nameIn(made('RS512', rsa('sha512', foreign)))).toBeUndefined();
    const confused = (signed: string) =>
      createHmac('sha256', createSecretKey(Buffer.from(pem)))
        .update(signed)
        .digest();
    expect(await nameIn(made('HS256', confused))).toBeUndefined();
    expect(await nameIn(made('RS512', hmac))).toBeUndefined();
  });

  it.each([
    ['expired', { exp: 1 }],
    ['not yet good', { nbf: 99_999_999_999 }],
    ['for another audience', { aud: 'others' }],
    ['of another issuer', { iss: 'others' }],
    ['without a username', { preferred_username: '' }],
  ])('refuses a token that is %s', async (_, claims) => {
    expect(await nameIn(made('HS256', hmac, claims))).toBeUndefined();
  });

  it('refuses what is no token', async () => {
    expect(await nameIn('abc')).toBeUndefined();
    expect(await nameIn(made('none', () => Buffer.alloc(0)))).toBeUndefined();
    expect(await nameIn('')).toBeUndefined();
  });

  it('passes on what went wrong in the check itself', () => {
    expect(() => guard.handleRequest(new Error('broken'), false)).toThrow('broken');
  });
});
