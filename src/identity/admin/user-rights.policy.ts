import type { Principal } from '../users/principal.js';
import { PermissionDeniedError } from '../../platform/errors/index.js';

/** The two flags that outrank all other rights. */
interface Flags {
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

/**
 * Staff may change the rights of others. Only a superuser may change who is staff or superuser, the rights of a
 * superuser, and their own rights.
 * @throws PermissionDeniedError
 */
export function requireMayChange(
  caller: Principal,
  user: Flags & { readonly id: number },
  wanted: Flags,
): void {
  if (caller.isSuperuser) return;
  const flagsStay = user.isStaff === wanted.isStaff && user.isSuperuser === wanted.isSuperuser;
  if (!flagsStay || user.isSuperuser || user.id === caller.id) throw new PermissionDeniedError();
}
