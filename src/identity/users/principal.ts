import type { Permission } from './permissions.js';
import type { UserRow } from './users.sql.js';

/** The user that a request's token names, with their rights. */
export class Principal {
  readonly id: number;
  readonly username: string;
  readonly isActive: boolean;
  readonly isSuperuser: boolean;
  private readonly staff: boolean;
  private readonly permissions: ReadonlySet<string>;

  constructor(
    row: Pick<UserRow, 'id' | 'username' | 'is_active' | 'is_staff' | 'is_superuser' | 'permissions'>,
  ) {
    this.id = row.id;
    this.username = row.username;
    this.isActive = row.is_active;
    this.isSuperuser = row.is_superuser;
    this.staff = row.is_staff;
    this.permissions = new Set(row.permissions);
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
