import { describe, expect, it } from '@jest/globals';
import { type NameFacts, standingOf } from './token-standing.js';

const NEVER = -Infinity;
const at = (seconds: number): number => seconds * 1000;

const standing = (issuedAt: number, lmsUserId: number | undefined, facts: Partial<NameFacts> = {}): string =>
  standingOf(
    { issuedAt, lmsUserId },
    { nameChangedAt: NEVER, lmsUserId: undefined, lmsUserIdAt: NEVER, claimsIssuedAt: NEVER, ...facts },
  );

describe('a token and the user with its name', () => {
  it('belong together while the name has never changed hands', () => {
    expect(standing(at(1), undefined)).toBe('good');
    expect(standing(at(1), undefined, { lmsUserId: 7 })).toBe('good');
    expect(standing(at(1), 7, { lmsUserId: 7, lmsUserIdAt: at(50), claimsIssuedAt: at(50) })).toBe('good');
  });

  it('do not when the name changed hands after the token, whatever its number', () => {
    const facts = { nameChangedAt: at(10) + 400, lmsUserId: 7 };
    for (const lmsUserId of [undefined, 6, 7]) expect(standing(at(9), lmsUserId, facts)).toBe('refused');
    expect(standing(at(11), undefined, facts)).toBe('good');
    expect(standing(at(11), 7, facts)).toBe('good');
  });

  it('do in the second of that change only by the number', () => {
    for (const part of [0, 400, 999]) {
      const facts = { nameChangedAt: at(10) + part, lmsUserId: 7 };
      expect([undefined, 6, 7].map((lmsUserId) => standing(at(10), lmsUserId, facts))).toEqual([
        'refused',
        'refused',
        'good',
      ]);
      expect(standing(at(10), 7, { ...facts, lmsUserId: undefined })).toBe('refused');
    }
  });

  it('need a newer token for another number than all that tokens and the service said before', () => {
    const facts = { lmsUserId: 7, lmsUserIdAt: at(10), claimsIssuedAt: at(20) };
    expect([at(15), at(20), at(21)].map((time) => standing(time, 8, facts))).toEqual([
      'refused',
      'refused',
      'open',
    ]);
    expect(standing(at(21), 8, { ...facts, lmsUserIdAt: at(30) })).toBe('refused');
  });

  it('need a token that is not older than the loss of the number, where the user has none', () => {
    expect(standing(at(9), 7, { lmsUserIdAt: at(10) })).toBe('refused');
    expect(standing(at(10), 7, { lmsUserIdAt: at(10) })).toBe('open');
    expect(standing(at(1), 7)).toBe('open');
  });
});
