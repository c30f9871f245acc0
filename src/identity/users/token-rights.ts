import type { TokenStamp } from './token-standing.js';

/** What the service knows of a user's standing as an administrator. A time that is not known is `-Infinity`. */
export interface AdministratorFacts {
  readonly isStaff: boolean;
  /** Member of the group Admins. */
  readonly isAdmin: boolean;
  /** `iat` of the newest token that said who is an administrator, milliseconds. */
  readonly administratorAt: number;
  /** When rights were changed here, milliseconds. */
  readonly rightsChangedAt: number;
}

/** Whether the caller acts as staff, and with the rights of the group Admins. */
export interface TokenRights {
  readonly staff: boolean;
  readonly admins: boolean;
}

/**
 * The rights with which a token acts: each by its own claim `administrator`, however another token of the same user
 * reads. Without the claim nobody acts with the rights of Admins. A claim from before a newer one that said otherwise,
 * or from before a change of the rights here, gives no more than the user has.
 */
export function rightsOf(
  { administrator, issuedAt }: Pick<TokenStamp, 'administrator' | 'issuedAt'>,
  facts: AdministratorFacts,
): TokenRights {
  const stored = { staff: facts.isStaff, admins: facts.isAdmin && administrator === true };
  if (administrator === undefined || isOutdated(issuedAt, facts)) return stored;
  return { staff: administrator, admins: administrator };
}

/** Whether a claim `administrator` of that time says nothing about the user any more. */
export function isOutdated(
  issuedAt: number,
  { administratorAt, rightsChangedAt }: Pick<AdministratorFacts, 'administratorAt' | 'rightsChangedAt'>,
): boolean {
  return issuedAt < administratorAt || issuedAt <= rightsChangedAt;
}
