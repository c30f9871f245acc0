/** The rights that a user can have, of their own or through a group. The tables' checks hold the same list. */
export const PERMISSIONS = [
  'credentials.view_usercredential',
  'credentials.add_usercredential',
  'credentials.change_usercredential',
  'credentials.delete_usercredential',
  'records.add_usergrade',
  'records.change_usergrade',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Other names that the documentation gives to permissions. */
const ALIASES = new Map<string, Permission>([
  ['credentials.view_credential', 'credentials.view_usercredential'],
]);

/** All names of permissions, aliases included. */
export const PERMISSION_NAMES: readonly string[] = [...PERMISSIONS, ...ALIASES.keys()];

/** The group of the LMS's administrators. */
export const ADMINS = 'Admins';

/** Finds a permission by its name or alias; undefined when there is none. */
export function parsePermission(name: string): Permission | undefined {
  return PERMISSIONS.find((permission) => permission === name) ?? ALIASES.get(name);
}
