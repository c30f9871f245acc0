import { describe, expect, it } from '@jest/globals';
import { parsePermission, PERMISSIONS } from './permissions.js';
import type { Principal } from './principal.js';
import { principalWith } from '../../../test/support/principal.js';

const principal = (
  changes: { is_staff?: boolean; is_superuser?: boolean; username?: string } = {},
): Principal =>
  principalWith({ username: 'Kim', permissions: ['credentials.add_usercredential'], ...changes });

describe('Principal', () => {
  it('has the permissions that were given and no others', () => {
    expect(PERMISSIONS.filter((permission) => principal().has(permission))).toEqual([
      'credentials.add_usercredential',
    ]);
  });

  it('has all permissions as a superuser, and is staff then', () => {
    const superuser = principal({ is_superuser: true });
    expect(PERMISSIONS.every((permission) => superuser.has(permission))).toBe(true);
    expect(superuser.isStaff).toBe(true);
  });

  it('has no permission while inactive, not even as a superuser, but is staff', () => {
    const inactive = principalWith({
      is_active: false,
      is_superuser: true,
      permissions: ['credentials.add_usercredential'],
    });
    expect(PERMISSIONS.filter((permission) => inactive.has(permission))).toEqual([]);
    expect([inactive.isSuperuser, inactive.isStaff]).toEqual([false, false]);
    expect(principalWith({ is_active: false, is_staff: true }).isStaff).toBe(true);
  });

  it('has no permission for being staff', () => {
    expect(principal({ is_staff: true }).has('credentials.view_usercredential')).toBe(false);
    expect(principal().isStaff).toBe(false);
  });

  it('knows its own name in any letter case', () => {
    expect(['kim', 'KIM', 'Kim'].map((name) => principal().isNamed(name))).toEqual([true, true, true]);
    expect(principal({ username: 'Łucja' }).isNamed('łUCJA')).toBe(true);
  });

  it('does not take a letter that only folds to its own for its own', () => {
    expect(principal().isNamed('\u212aim')).toBe(false);
    expect(principal({ username: 'miss' }).isNamed('mi\u017fs')).toBe(false);
  });
});

describe('parsePermission', () => {
  it('knows the names, and the one that the documentation uses for viewing', () => {
    expect(parsePermission('records.add_usergrade')).toBe('records.add_usergrade');
    expect(parsePermission('credentials.view_credential')).toBe('credentials.view_usercredential');
  });

  it('knows no others', () => {
    expect(parsePermission('credentials.fly')).toBeUndefined();
    expect(parsePermission('')).toBeUndefined();
  });
});
