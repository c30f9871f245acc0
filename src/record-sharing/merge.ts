import type { RowCounts } from '../identity/index.js';
import type { Transaction } from '../platform/database/index.js';
import {
  dropLinks,
  findRivalLinks,
  keepLinks,
  moveLinks,
  repointFormerLinks,
  type RivalLink,
} from './merge.sql.js';

/**
 * Moves the public links of a merged account. Where both learners share the record of a program, the older link stays, with
 * its choice about grades, and the address of the other one leads to it.
 */
export async function joinSharedRecords(
  transaction: Transaction,
  from: number,
  into: number,
): Promise<{ readonly rivals: readonly RivalLink[]; readonly counts: RowCounts }> {
  const rivals = await transaction.run(findRivalLinks, [from, into]);
  const lost = rivals.map(({ lostId }) => lostId);
  const kept = rivals.map(({ keptId }) => keptId);
  let uuids = 0;
  if (rivals.length > 0) {
    await transaction.run(repointFormerLinks, [lost, kept]);
    uuids = (await transaction.run(keepLinks, [lost, kept])).length;
    await transaction.run(dropLinks, [lost]);
  }
  const moved = await transaction.run(moveLinks, [from, into]);
  return { rivals, counts: { program_cert_record: moved.length, former_record_uuid: uuids } };
}
