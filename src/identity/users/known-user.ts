import type { Config } from '../../config/index.js';
import { Principal } from './principal.js';
import { type AdministratorFacts, rightsOf } from './token-rights.js';
import type { NameFacts, TokenStamp } from './token-standing.js';
import type { UserRow } from './users.sql.js';

/** The setting that says what becomes of inactive users. */
export type InactivePolicy = Pick<Config, 'refuseInactiveUsers'>;

/** Staff refuse those whom they deactivated here; others are inactive in the LMS, and the installation chooses. */
export function isRefused(
  row: Pick<UserRow, 'is_active' | 'deactivated_at'>,
  { refuseInactiveUsers }: InactivePolicy,
): boolean {
  return row.deactivated_at !== null || (refuseInactiveUsers && !row.is_active);
}

/** A user as a process remembers them. The token of a request decides with which of their rights it acts. */
export class KnownUser {
  readonly id: number;
  readonly isActive: boolean;
  /** Tells whether a token is of this user: see `standingOf`. */
  readonly name: NameFacts;
  private readonly administrator: AdministratorFacts;
  /** At most four: staff or not, with the rights of Admins or not. */
  private readonly principals = new Map<string, Principal>();

  constructor(private readonly row: UserRow) {
    this.id = row.id;
    this.isActive = row.is_active;
    this.name = factsOf(row);
    this.administrator = administratorFactsOf(row);
  }

  /** Whether every token of the user is refused. */
  isRefused(policy: InactivePolicy): boolean {
    return isRefused(this.row, policy);
  }

  /** The user with the rights of that token. */
  actingBy(token: Pick<TokenStamp, 'administrator' | 'issuedAt'>): Principal {
    const rights = rightsOf(token, this.administrator);
    const key = `${rights.staff} ${rights.admins}`;
    const known = this.principals.get(key);
    if (known !== undefined) return known;
    const principal = new Principal(this.row, rights);
    this.principals.set(key, principal);
    return principal;
  }
}

export function factsOf(
  row: Pick<UserRow, 'name_changed_at' | 'lms_user_id' | 'lms_user_id_at' | 'claims_issued_at'>,
): NameFacts {
  return {
    nameChangedAt: millisecondsOf(row.name_changed_at),
    lmsUserId: row.lms_user_id === null ? undefined : Number(row.lms_user_id),
    lmsUserIdAt: millisecondsOf(row.lms_user_id_at),
    claimsIssuedAt: millisecondsOf(row.claims_issued_at),
  };
}

export function administratorFactsOf(
  row: Pick<UserRow, 'is_staff' | 'is_admin' | 'administrator_at' | 'rights_changed_at'>,
): AdministratorFacts {
  return {
    isStaff: row.is_staff,
    isAdmin: row.is_admin,
    administratorAt: millisecondsOf(row.administrator_at),
    rightsChangedAt: millisecondsOf(row.rights_changed_at),
  };
}

function millisecondsOf(time: Date | null): number {
  return time === null ? -Infinity : time.getTime();
}
