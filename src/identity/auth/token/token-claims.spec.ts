import { describe, expect, it } from '@jest/globals';
import { readClaims } from './token-claims.js';

const NOW = 1_800_000_000;
const good = { exp: NOW + 600, iat: NOW, preferred_username: 'ann' };
const read = (changes: Record<string, unknown> = {}) => readClaims({ ...good, ...changes }, NOW * 1000);

describe('readClaims', () => {
  it('reads who the token is for, how long it lives and when it was made', () => {
    expect(read()).toMatchObject({
      username: 'ann',
      expiresAt: (NOW + 600) * 1000,
      issuedAt: new Date(NOW * 1000),
    });
  });

  it('takes the username without the blanks around it', () => {
    expect(read({ preferred_username: ' a b\u00a0' })?.username).toBe('a b');
  });

  it.each(['exp', 'iat', 'preferred_username'])('refuses a token without %s', (name) => {
    expect(read({ [name]: undefined })).toBeUndefined();
    expect(read({ [name]: null })).toBeUndefined();
  });

  it('takes no other claim for the username', () => {
    expect(read({ preferred_username: undefined, username: 'ann', sub: 'ann' })).toBeUndefined();
  });

  it('refuses times that are text', () => {
    expect(read({ exp: String(NOW + 600) })).toBeUndefined();
    expect(read({ iat: String(NOW) })).toBeUndefined();
  });

  it('allows the issuer a clock that is five seconds ahead, and no more', () => {
    expect(read({ iat: NOW + 5 })).toBeDefined();
    expect(read({ iat: NOW + 6 })).toBeUndefined();
    expect(read({ iat: -1 })).toBeUndefined();
  });

  it('refuses a token that would live for more than ten years, milliseconds for instance', () => {
    expect(read({ exp: NOW + 9 * 365 * 86_400 })).toBeDefined();
    expect(read({ exp: NOW * 1000 })).toBeUndefined();
    expect(read({ exp: Infinity })).toBeUndefined();
  });

  it.each(['1.2.0', '1', '0.9', '1.99.99'])('accepts version %p', (version) => {
    expect(read({ version })).toBeDefined();
  });

  it.each(['2.0.0', '10', 'zzz', '', '1.x', '-1', ' 1', '1.2.0\n', 1, null, ['1']])(
    'refuses version %p',
    (version) => {
      expect(read({ version })).toBeUndefined();
    },
  );

  it.each(['', '   ', 'a'.repeat(256), 'a\0b', 'a\nb', 'a\u009fb', '\ud800', {}, ['ann'], 7, true])(
    'refuses the username %p',
    (username) => {
      expect(read({ preferred_username: username })).toBeUndefined();
    },
  );

  it('accepts a username of 255 characters of any script', () => {
    expect(read({ preferred_username: 'Ł'.repeat(255) })?.username).toBe('Ł'.repeat(255));
  });
});
