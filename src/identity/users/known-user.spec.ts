import { describe, expect, it } from '@jest/globals';
import { factsOf } from './known-user.js';

describe('what the service knows of a name', () => {
  it('is older than every token where the database has no time', () => {
    const row = { name_changed_at: null, lms_user_id: null, lms_user_id_at: null, claims_issued_at: null };
    expect(factsOf(row)).toEqual({
      nameChangedAt: -Infinity,
      lmsUserId: undefined,
      lmsUserIdAt: -Infinity,
      claimsIssuedAt: -Infinity,
    });
  });

  it('is in milliseconds, with the number in the LMS as a number', () => {
    const row = {
      name_changed_at: new Date(1000),
      lms_user_id: '7',
      lms_user_id_at: new Date(2000),
      claims_issued_at: new Date(3000),
    };
    expect(factsOf(row)).toEqual({
      nameChangedAt: 1000,
      lmsUserId: 7,
      lmsUserIdAt: 2000,
      claimsIssuedAt: 3000,
    });
  });
});
