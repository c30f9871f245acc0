import { describe, expect, it } from '@jest/globals';
import { type AdministratorFacts, rightsOf, type TokenRights } from './token-rights.js';

const NEVER = -Infinity;
const BOTH = { staff: true, admins: true };
const NEITHER = { staff: false, admins: false };

const rights = (
  administrator: boolean | undefined,
  issuedAt: number,
  facts: Partial<AdministratorFacts> = {},
): TokenRights =>
  rightsOf(
    { administrator, issuedAt },
    { isStaff: false, isAdmin: false, administratorAt: NEVER, rightsChangedAt: NEVER, ...facts },
  );
const ADMINISTRATOR = { isStaff: true, isAdmin: true };

describe('the rights of a token', () => {
  it('are those of its own claim, whatever another token of the same time said', () => {
    for (const stored of [{}, ADMINISTRATOR]) {
      expect(rights(true, 10, { ...stored, administratorAt: 10 })).toEqual(BOTH);
      expect(rights(false, 10, { ...stored, administratorAt: 10 })).toEqual(NEITHER);
    }
  });

  it('are never those of Admins without the claim; who is staff stays staff', () => {
    expect(rights(undefined, 10, ADMINISTRATOR)).toEqual({ staff: true, admins: false });
    expect(rights(undefined, 10, { ...ADMINISTRATOR, rightsChangedAt: 20 })).toEqual({
      staff: true,
      admins: false,
    });
    expect(rights(undefined, 10)).toEqual(NEITHER);
  });

  it('are no more than the user has, where a newer token or a change here says otherwise', () => {
    for (const newer of [{ administratorAt: 11 }, { rightsChangedAt: 10 }, { rightsChangedAt: 11 }]) {
      expect(rights(true, 10, newer)).toEqual(NEITHER);
      expect(rights(true, 10, { ...newer, isAdmin: true })).toEqual({ staff: false, admins: true });
      expect(rights(false, 10, { ...newer, ...ADMINISTRATOR })).toEqual({ staff: true, admins: false });
    }
    expect(rights(true, 10, { rightsChangedAt: 9 })).toEqual(BOTH);
  });
});
