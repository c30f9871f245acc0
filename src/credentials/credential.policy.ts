import type { Principal } from '../identity/index.js';

/** May read everyone's credentials. */
export function mayReadAll(caller: Principal): boolean {
  return caller.has('credentials.view_usercredential');
}

/** Without the view permission a caller must name themselves, in any letter case. */
export function mayListCredentialsOf(caller: Principal, username: string | undefined): boolean {
  return mayReadAll(caller) || (username !== undefined && caller.isNamed(username));
}

/** Without the view permission only one's own. The answer does not tell whether another's exists. */
export function mayReadCredentialOf(caller: Principal, userId: number | undefined): boolean {
  return mayReadAll(caller) || userId === caller.id;
}
