/** The rights that a user can have, of their own or through a group. The same list stands in the tables' checks. */
export const PERMISSIONS = [
  'credentials.view_usercredential',
  'credentials.add_usercredential',
  'credentials.change_usercredential',
  'credentials.delete_usercredential',
  'records.add_usergrade',
  'records.change_usergrade',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Names from the documentation for permissions that have another name here. */
const ALIASES = new Map<string, Permission>([
  ['credentials.view_credential', 'credentials.view_usercredential'],
]);

/** Every name that a permission can be given by. */
export const PERMISSION_NAMES: readonly string[] = [...PERMISSIONS, ...ALIASES.keys()];

/** The group whose members are the LMS's administrators. */
export const ADMINS = 'Admins';

/** A permission by its name or by the other name that the documentation gives it; undefined when there is none such. */
export function parsePermission(name: string): Permission | undefined {
  return PERMISSIONS.find((permission) => permission === name) ?? ALIASES.get(name);
}
