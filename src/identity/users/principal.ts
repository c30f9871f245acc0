import type { Permission } from './permissions.js';
import type { UserRow } from './users.sql.js';

/** The user that a request's token names, with their rights. */
export class Principal {
  readonly id: number;
  readonly username: string;
  /** An inactive user is refused whatever their token says. */
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

  /** Staff, or a superuser, who may do all that staff may. */
  get isStaff(): boolean {
    return this.staff || this.isSuperuser;
  }

  /** Says whether the user has this right, of their own or through a group; a superuser has all. */
  has(permission: Permission): boolean {
    return this.isSuperuser || this.permissions.has(permission);
  }

  /**
   * Says whether this is the user's own name, in any letter case. Both foldings must agree: some letters (the Kelvin
   * sign, the long s) fold to an ASCII one in one direction only, and the database may hold them for another user.
   */
  isNamed(username: string): boolean {
    return isSameName(this.username, username);
  }
}

/** Compares two names without regard to letter case; lower and upper case must both agree. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() && one.toUpperCase() === other.toUpperCase();
}
