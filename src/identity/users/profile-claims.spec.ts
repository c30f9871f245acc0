import { describe, expect, it } from '@jest/globals';
import { readProfileClaims } from './profile-claims.js';

describe('readProfileClaims', () => {
  it('reads what a token says of its user', () => {
    const claims = { email: 'ann@x.example', full_name: 'Ann O’Łee', user_id: 7, administrator: true };
    expect(readProfileClaims(claims)).toEqual({
      email: 'ann@x.example',
      fullName: 'Ann O’Łee',
      lmsUserId: 7,
      administrator: true,
    });
  });

  it('prefers full_name to name', () => {
    expect(readProfileClaims({ name: 'Short', full_name: 'Long' }).fullName).toBe('Long');
    expect(readProfileClaims({ name: 'Short' }).fullName).toBe('Short');
    expect(readProfileClaims({ name: 'Short', full_name: '' }).fullName).toBe('Short');
  });

  it('reads a user id that is written as text', () => {
    expect(readProfileClaims({ user_id: '42' }).lmsUserId).toBe(42);
  });

  it.each([0, -1, 1.5, 2 ** 53, '', '1e3', '0x10', ' 1', '99999999999999999', null, {}, true])(
    'takes the user id %p for absent',
    (value) => {
      expect(readProfileClaims({ user_id: value }).lmsUserId).toBeUndefined();
    },
  );

  it.each(['a', 'a@', '@b', 'a b@c', 'a@b\nBcc: c@d', 'a@b,c@d', '<a@b>', 'a@b\0', 7, null])(
    'takes the address %p for absent',
    (value) => {
      expect(readProfileClaims({ email: value }).email).toBeUndefined();
    },
  );

  it.each(['a\nb', 'a\0', '  ', 'x'.repeat(256), '\ud800', 7, null])(
    'takes the name %p for absent',
    (value) => {
      expect(readProfileClaims({ full_name: value }).fullName).toBeUndefined();
    },
  );

  it('counts the characters of a name as the database does', () => {
    expect(readProfileClaims({ full_name: '𝒳'.repeat(255) }).fullName).toHaveLength(510);
    expect(readProfileClaims({ full_name: '𝒳'.repeat(256) }).fullName).toBeUndefined();
  });

  it.each(['true', 1, null, {}])('takes administrator %p for absent', (value) => {
    expect(readProfileClaims({ administrator: value }).administrator).toBeUndefined();
  });
});
