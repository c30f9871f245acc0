import type { Permission } from '../users/permissions.js';
import type { Principal } from '../users/principal.js';

/** The two flags that outrank all other rights. */
interface Flags {
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

/**
 * Staff may change the rights of others. Only a superuser may change who is staff or superuser, the rights of a
 * superuser, and their own rights.
 */
export function mayChangeRights(
  caller: Principal,
  user: Flags & { readonly id: number },
  wanted: Flags,
): boolean {
  if (caller.isSuperuser) return true;
  const flagsStay = user.isStaff === wanted.isStaff && user.isSuperuser === wanted.isSuperuser;
  return flagsStay && !user.isSuperuser && user.id !== caller.id;
}

/**
 * The first right that the caller would give without having it; undefined when there is none. Staff may pass on what
 * they have, and may take away what they lack. A superuser has all.
 */
export function rightBeyond(
  caller: Principal,
  before: readonly Permission[],
  wanted: readonly Permission[],
): Permission | undefined {
  return wanted.find((permission) => !before.includes(permission) && !caller.has(permission));
}
