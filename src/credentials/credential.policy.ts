import type { Principal } from '../identity/index.js';

/** Everyone's credentials. */
export function mayReadAll(caller: Principal): boolean {
  return caller.has('credentials.view_usercredential');
}

/** Without the view permission a caller must name themselves, in any letter case. */
export function mayListCredentialsOf(caller: Principal, username: string | undefined): boolean {
  return mayReadAll(caller) || (username !== undefined && caller.isNamed(username));
}

/** Without the view permission only one's own. Whether another's exists is not told apart from none. */
export function mayReadCredentialOf(caller: Principal, userId: number | undefined): boolean {
  return mayReadAll(caller) || userId === caller.id;
}
