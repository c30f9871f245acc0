import { describe, expect, it } from '@jest/globals';
import { mayListCredentialsOf, mayReadAll, mayReadCredentialOf } from './credential.policy.js';
import { principalWith } from '../../test/support/principal.js';

const caller = (changes: { is_staff?: boolean; is_superuser?: boolean; permissions?: string[] } = {}) =>
  principalWith({ username: 'Ann', ...changes });
const viewer = caller({ permissions: ['credentials.view_usercredential'] });
const root = caller({ is_superuser: true });
const staff = caller({ is_staff: true });

describe('the policy of credentials', () => {
  it('lets the view permission and superusers at everything, and staff as such at nothing', () => {
    expect([viewer, root, staff, caller()].map(mayReadAll)).toEqual([true, true, false, false]);
  });

  it('lets everybody list by their own name, in any letter case, and by no other nor none', () => {
    expect(mayListCredentialsOf(caller(), ['aNN'])).toBe(true);
    expect(mayListCredentialsOf(caller(), ['bob'])).toBe(false);
    expect(mayListCredentialsOf(caller(), ['ann', 'bob'])).toBe(false);
    expect(mayListCredentialsOf(caller(), [''])).toBe(false);
    expect(mayListCredentialsOf(caller(), [])).toBe(false);
    expect(mayListCredentialsOf(viewer, [])).toBe(true);
  });

  it('lets the awardee read, and tells another’s credential not apart from none', () => {
    expect(mayReadCredentialOf(caller(), 7)).toBe(true);
    expect(mayReadCredentialOf(caller(), 8)).toBe(false);
    expect(mayReadCredentialOf(caller(), undefined)).toBe(false);
    expect(mayReadCredentialOf(viewer, undefined)).toBe(true);
  });
});
