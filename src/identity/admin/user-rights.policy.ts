import type { Principal } from '../users/principal.js';
import { PermissionDeniedError } from '../../platform/errors/index.js';

/** The part of a user's rights that decides over all others. */
interface Flags {
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

/**
 * Staff may give and take rights, but nobody makes themselves more than they are: only a superuser may change who is
 * staff or superuser, a superuser's rights, and their own.
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
