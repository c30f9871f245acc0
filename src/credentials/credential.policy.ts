import type { Permission, Principal } from '../identity/index.js';

/** Whether the caller may read everyone's credentials. */
export function mayReadAll(caller: Principal): boolean {
  return caller.has('credentials.view_usercredential');
}

/** An export holds names and addresses of everyone: it is for staff who may read all. */
export function mayExport(caller: Principal): boolean {
  return caller.isStaff && mayReadAll(caller);
}

/** Without the view permission a caller must name themselves and nobody else, in any letter case. */
export function mayListCredentialsOf(caller: Principal, usernames: readonly string[]): boolean {
  return mayReadAll(caller) || (usernames.length > 0 && usernames.every((name) => caller.isNamed(name)));
}

/**
 * Callers without the view permission may read only their own. The answer does not reveal whether another learner's
 * credential exists.
 */
export function mayReadCredentialOf(caller: Principal, userId: number | undefined): boolean {
  return mayReadAll(caller) || userId === caller.id;
}

/** A right that the caller lacks for a bulk call, which issues credentials or changes the status of those that there are. */
export function rightMissingFor(
  caller: Principal,
  { issues, changes }: { issues: boolean; changes: boolean },
): Permission | undefined {
  if (issues && !caller.has('credentials.add_usercredential')) return 'credentials.add_usercredential';
  if (changes && !caller.has('credentials.change_usercredential')) return 'credentials.change_usercredential';
  return undefined;
}

/** Staff also see from when on a credential is visible. */
export function maySeeVisibility(caller: Principal): boolean {
  return caller.isStaff;
}
