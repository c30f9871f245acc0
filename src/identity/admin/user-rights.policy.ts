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
