import type { Principal } from '../identity/index.js';

/** A learner's record is shared and sent by the learner, or by staff for anyone. */
export function mayHandleRecordOf(caller: Principal, learner: { readonly id: number }): boolean {
  return caller.isStaff || caller.id === learner.id;
}
