import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { JwkSetError, parseJwkSet } from './jwk-set.js';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicJwk = pair.publicKey.export({ format: 'jwk' });
const privateJwk = pair.privateKey.export({ format: 'jwk' });
const parse = (...keys: unknown[]) => parseJwkSet(JSON.stringify({ keys }));

describe('parseJwkSet', () => {
  it('takes every RSA key for signatures, whatever its alg and kid say', () => {
    const keys = parse(publicJwk, { ...publicJwk, use: 'sig', alg: 'RS512', kid: 'a' });
    expect(keys.map((key) => [key.type, key.asymmetricKeyType])).toEqual([
      ['public', 'rsa'],
      ['public', 'rsa'],
    ]);
  });

  it('takes the public half of a private key only', () => {
    expect(parse(privateJwk)[0]?.type).toBe('public');
  });

  it('leaves out secrets, other kinds of keys and keys for encryption', () => {
    const others = [
      { kty: 'oct', k: 'c2VjcmV0' },
      { kty: 'EC', crv: 'P-256' },
      { ...publicJwk, use: 'enc' },
      null,
      'x',
    ];
    expect(parse(publicJwk, ...others)).toHaveLength(1);
    expect(() => parse(...others)).toThrow(JwkSetError);
  });

  it.each(['', 'no json', '[]', 'null', '{}', '{"keys":{}}', '{"keys":[]}'])('refuses %p', (text) => {
    expect(() => parseJwkSet(text)).toThrow(JwkSetError);
  });

  it('says which key is not usable without quoting it', () => {
    expect(() => parse(publicJwk, { kty: 'RSA', n: 'AQAB' })).toThrow('its RSA key number 2 is not usable');
  });
});
