import type { Permission } from './permissions.js';
import type { TokenRights } from './token-rights.js';
import type { UserRow } from './users.sql.js';

/** An API key, as its row says. */
interface ApiKeyRights {
  readonly id: number;
  readonly keyId: string;
  readonly permissions: string[];
  readonly programs: string[];
  readonly organizations: string[];
  readonly unlimited: boolean;
}

/** Uuids that an API key with a scope names. */
type Reach = Pick<ApiKeyRights, 'programs' | 'organizations'>;

type RightsRow = Pick<
  UserRow,
  'id' | 'username' | 'is_active' | 'is_superuser' | 'permissions' | 'admins_permissions'
>;

/** The caller of a request: the user that its token names, with the rights with which that token acts, or an API key. */
export class Principal {
  readonly id: number;
  readonly username: string;
  /** Whether the user is a superuser, and active. */
  readonly isSuperuser: boolean;
  /** Limits an API key to what is in its scope, by the number of the key's user; undefined: no limit. */
  readonly scope: number | undefined;
  private readonly staff: boolean;
  private readonly permissions: ReadonlySet<string>;

  constructor(
    row: RightsRow,
    { staff, admins }: TokenRights,
    private readonly reach?: Reach,
  ) {
    this.id = row.id;
    this.scope = reach === undefined ? undefined : row.id;
    this.username = row.username;
    this.isSuperuser = row.is_superuser && row.is_active;
    this.staff = staff;
    const permissions = admins ? [...row.permissions, ...row.admins_permissions] : row.permissions;
    // As in the existing service, an inactive user has no permissions, but is staff.
    this.permissions = new Set(row.is_active ? permissions : []);
  }

  /** An API key as a caller: never staff, and no rights but its own. */
  static ofApiKey({ id, keyId, permissions, unlimited, ...reach }: ApiKeyRights): Principal {
    const row = { id, username: keyUsername(keyId), is_active: true, is_superuser: false };
    return new Principal(
      { ...row, permissions, admins_permissions: [] },
      { staff: false, admins: false },
      unlimited ? undefined : { programs: reach.programs, organizations: reach.organizations },
    );
  }

  /** All that decides what the caller may do and see, as one text to compare. */
  get standing(): string {
    const { programs = [], organizations = [] } = this.reach ?? {};
    const kind = [this.isStaff, this.isSuperuser, this.scope === undefined];
    return JSON.stringify([kind, ...[[...this.permissions], programs, organizations].map(sorted)]);
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

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

const KEY_PREFIX = 'api-key:';

/** The name of an API key's row in `users`. */
export function keyUsername(keyId: string): string {
  return `${KEY_PREFIX}${keyId}`;
}

/** Whether it names the row of an API key, which stands for no person. Nobody else can have such a name. */
export function isKeyUsername(username: string): boolean {
  return username.toLowerCase().startsWith(KEY_PREFIX);
}

/**
 * Compares two names in any letter case. Both lower and upper case must agree: some letters (the Kelvin sign, the long
 * s) become an ASCII letter in one direction only, and the database may hold them for another user.
 */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() && one.toUpperCase() === other.toUpperCase();
}
