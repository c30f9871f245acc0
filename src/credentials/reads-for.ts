import type { Principal } from '../identity/index.js';
import { maySeeVisibility } from './credential.policy.js';
import { READS, READS_FOR_STAFF } from './credential.sql.js';

/** The statements that give the caller what it may see of a credential; nobody, as in an import, sees what all may. */
export function readsFor(caller: Principal | undefined): typeof READS {
  return caller !== undefined && maySeeVisibility(caller) ? READS_FOR_STAFF : READS;
}
