import type { Permission } from './permissions.js';
import type { TokenRights } from './token-rights.js';
import type { UserRow } from './users.sql.js';

type RightsRow = Pick<
  UserRow,
  'id' | 'username' | 'is_active' | 'is_superuser' | 'permissions' | 'admins_permissions'
>;

/** The user that a request's token names, with the rights with which that token acts. */
export class Principal {
  readonly id: number;
  readonly username: string;
  /** Whether the user is a superuser, and active. */
  readonly isSuperuser: boolean;
  private readonly staff: boolean;
  private readonly permissions: ReadonlySet<string>;

  constructor(row: RightsRow, { staff, admins }: TokenRights) {
    this.id = row.id;
    this.username = row.username;
    this.isSuperuser = row.is_superuser && row.is_active;
    this.staff = staff;
    const permissions = admins ? [...row.permissions, ...row.admins_permissions] : row.permissions;
    // As in the existing service, an inactive user has no permissions, but is staff.
    this.permissions = new Set(row.is_active ? permissions : []);
  }

  /** Whether the user is staff, or a superuser, who may do all that staff may. */
  get isStaff(): boolean {
    return this.staff || this.isSuperuser;
  }

  /** Whether the user has this right, of their own or through a group. A superuser has all. */
  has(permission: Permission): boolean {
    return this.isSuperuser || this.permissions.has(permission);
  }

  /** Whether this is the user's own name, in any letter case. */
  isNamed(username: string): boolean {
    return isSameName(this.username, username);
  }
}

/**
 * Compares two names in any letter case. Both lower and upper case must agree: some letters (the Kelvin sign, the long
 * s) become an ASCII letter in one direction only, and the database may hold them for another user.
 */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() && one.toUpperCase() === other.toUpperCase();
}
