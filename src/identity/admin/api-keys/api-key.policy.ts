import type { Permission, Principal } from '../../users/index.js';
import { rightBeyond } from '../user-rights.policy.js';

/** The rights of a key, and where they reach. */
export interface ApiKeyReach {
  readonly permissions: readonly Permission[];
  readonly programs: readonly string[];
  readonly organizations: readonly string[];
  readonly unlimited: boolean;
}

/** Only a superuser makes or changes a key without a scope. The command line may do all. */
export function mayBeUnlimited(caller: Principal | undefined): boolean {
  return caller === undefined || caller.isSuperuser;
}

/** Whether `wanted` reaches no further than `before`. */
export function isWithin(wanted: ApiKeyReach, before: ApiKeyReach): boolean {
  if (before.unlimited) return true;
  const isPart = (some: readonly string[], all: readonly string[]) => some.every((one) => all.includes(one));
  return (
    !wanted.unlimited &&
    isPart(wanted.programs, before.programs) &&
    isPart(wanted.organizations, before.organizations)
  );
}

/**
 * The first right that the caller would give to a key without having it. A longer life and a wider scope give all the
 * rights of the key anew.
 * @param kept the rights that the key has already, for no longer and no wider than it shall have them
 */
export function rightBeyondKey(
  caller: Principal | undefined,
  kept: readonly Permission[],
  wanted: readonly Permission[],
): Permission | undefined {
  return caller === undefined ? undefined : rightBeyond(caller, kept, wanted);
}
