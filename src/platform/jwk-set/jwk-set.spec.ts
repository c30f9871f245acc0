import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { JwkSetError, keyDigest, parseJwkSet } from './jwk-set.js';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicJwk = pair.publicKey.export({ format: 'jwk' });
const privateJwk = pair.privateKey.export({ format: 'jwk' });
const parseSet = (...keys: unknown[]) => parseJwkSet(JSON.stringify({ keys }));
const parse = (...keys: unknown[]) => parseSet(...keys).keys;

describe('parseJwkSet', () => {
  it('takes every RSA key for signatures, whatever its alg and kid say', () => {
    const keys = parse(publicJwk, { ...publicJwk, use: 'sig', alg: 'RS512', kid: 'a' });
    expect(keys.map((key) => [key.type, key.asymmetricKeyType])).toEqual([
      ['public', 'rsa'],
      ['public', 'rsa'],
    ]);
  });

  it('takes the public half of a private key only, and warns of the other without quoting it', () => {
    const { keys, leftOut, warnings } = parseSet(publicJwk, privateJwk);
    expect(keys.map(({ type }) => type)).toEqual(['public', 'public']);
    expect([leftOut, warnings]).toEqual([
      [],
      ['its key number 2 is a private key: whoever can read the set can sign tokens'],
    ]);
  });

  it('warns of the private half of a key that it leaves out, and of none in a public set', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(parseSet(publicJwk, privateKey.export({ format: 'jwk' })).warnings).toHaveLength(1);
    expect(parseSet(publicJwk).warnings).toEqual([]);
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

  it('leaves out a key that is weak or unusable, and says which without quoting it', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const even = Buffer.from(publicJwk.n!, 'base64url');
    even[even.length - 1]! &= 0xfe;
    const weak = [
      short,
      { ...publicJwk, e: 'Aw' },
      { ...publicJwk, e: 'AQAC' },
      { ...publicJwk, n: even.toString('base64url') },
      { kty: 'RSA', n: 'AQAB' },
    ];
    const { keys, leftOut } = parseSet(...weak, publicJwk);
    expect(keys).toHaveLength(1);
    expect(leftOut).toEqual([
      'its key number 1 has 1024 bits; at least 2048 are needed',
      'its key number 2 has the exponent 3; an odd one from 65537 on is needed',
      'its key number 3 has the exponent 65538; an odd one from 65537 on is needed',
      'its key number 4 has an even modulus',
      'its key number 5 is not usable',
    ]);
    for (const key of weak)
      expect(() => parse(key)).toThrow('it holds no good RSA key for signatures; its key');
  });

  it('leaves out a key that everybody can sign with', () => {
    const text = JSON.stringify({ keys: [publicJwk] });
    expect(() => parseJwkSet(text, new Set([keyDigest(pair.publicKey)]))).toThrow('a test key');
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    expect(parseJwkSet(text, new Set([keyDigest(other)])).keys).toHaveLength(1);
  });
});
