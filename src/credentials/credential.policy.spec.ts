import { describe, expect, it } from '@jest/globals';
import { Principal } from '../identity/index.js';
import { mayListCredentialsOf, mayReadAll, mayReadCredentialOf } from './credential.policy.js';

const caller = (changes: { is_staff?: boolean; is_superuser?: boolean; permissions?: string[] } = {}) =>
  new Principal({
    id: 7,
    username: 'Ann',
    is_active: true,
    is_staff: false,
    is_superuser: false,
    permissions: [],
    ...changes,
  });
const viewer = caller({ permissions: ['credentials.view_usercredential'] });
const root = caller({ is_superuser: true });
const staff = caller({ is_staff: true });

describe('the policy of credentials', () => {
  it('lets the view permission and superusers at everything, and staff as such at nothing', () => {
    expect([viewer, root, staff, caller()].map(mayReadAll)).toEqual([true, true, false, false]);
  });

  it('lets everybody list by their own name, in any letter case, and by no other nor none', () => {
    expect(mayListCredentialsOf(caller(), 'aNN')).toBe(true);
    expect(mayListCredentialsOf(caller(), 'bob')).toBe(false);
    expect(mayListCredentialsOf(caller(), '')).toBe(false);
    expect(mayListCredentialsOf(caller(), undefined)).toBe(false);
    expect(mayListCredentialsOf(viewer, undefined)).toBe(true);
  });

  it('lets the awardee read, and tells another’s credential not apart from none', () => {
    expect(mayReadCredentialOf(caller(), 7)).toBe(true);
    expect(mayReadCredentialOf(caller(), 8)).toBe(false);
    expect(mayReadCredentialOf(caller(), undefined)).toBe(false);
    expect(mayReadCredentialOf(viewer, undefined)).toBe(true);
  });
});
