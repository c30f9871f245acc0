import type { Principal } from '../identity/index.js';

/** The learner may share and send their own record; staff may do so for anyone. */
export function mayHandleRecordOf(caller: Principal, learner: { readonly id: number }): boolean {
  return caller.isStaff || caller.id === learner.id;
}
