import type { Principal } from '../identity/index.js';

/** The learner may share and send their own record; staff may do so for anyone. */
export function mayHandleRecordOf(caller: Principal, learner: { readonly id: number }): boolean {
  return caller.isStaff || caller.id === learner.id;
}

/** `mayHandleRecordOf` before the learner is looked up. */
export function mayHandleRecordOfNamed(caller: Principal, username: string): boolean {
  return caller.isStaff || caller.isNamed(username);
}

/** Staff may name the learner whose records they read. Others read their own and name nobody, not even themselves. */
export function mayNameReadLearner(caller: Principal): boolean {
  return caller.isStaff;
}
