import type { Principal } from '../identity/index.js';

/** Whether the caller may read everyone's credentials. */
export function mayReadAll(caller: Principal): boolean {
  return caller.has('credentials.view_usercredential');
}

/** Without the view permission a caller must name themselves, in any letter case. */
export function mayListCredentialsOf(caller: Principal, username: string | undefined): boolean {
  return mayReadAll(caller) || (username !== undefined && caller.isNamed(username));
}

/**
 * Callers without the view permission may read only their own. The answer does not reveal whether another learner's
 * credential exists.
 */
export function mayReadCredentialOf(caller: Principal, userId: number | undefined): boolean {
  return mayReadAll(caller) || userId === caller.id;
}

/** Of many changes at once: whether the caller may issue credentials, or change the status of those there are. */
export function mayCarryOut(caller: Principal, { issues, changes }: { issues: boolean; changes: boolean }): boolean {
  return (
    (!issues || caller.has('credentials.add_usercredential')) &&
    (!changes || caller.has('credentials.change_usercredential'))
  );
}

/** Staff also see from when on a credential is visible. */
export function maySeeVisibility(caller: Principal): boolean {
  return caller.isStaff;
}
