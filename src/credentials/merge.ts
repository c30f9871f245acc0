import type { RowCounts } from '../identity/index.js';
import type { Transaction } from '../platform/database/index.js';
import {
  dropAttributes,
  dropLost,
  findRivals,
  keepAttributes,
  keepFoundations,
  keepPrograms,
  keepUuids,
  lockCredentialsOf,
  moveCredentials,
  repointFormerUuids,
  type RivalRow,
} from './merge.sql.js';

/** Two credentials of one certificate when accounts are merged: one is given up, one stays. */
export type RivalCredentials = RivalRow;

/**
 * Locks the credentials of two learners, and finds those which both have.
 * @param from whose credentials are going to be moved
 */
export async function findRivalCredentials(
  transaction: Transaction,
  from: number,
  into: number,
): Promise<readonly RivalCredentials[]> {
  for (const lock of lockCredentialsOf) await transaction.run(lock, [[from, into]]);
  return transaction.run(findRivals, [from, into]);
}

/**
 * Moves the credentials of a merged account. Where both learners have one of a certificate, the uuid and the remarks of the
 * one that is given up go to the one that stays. Nothing is published, as nobody's certificate has changed.
 */
export async function joinCredentials(
  transaction: Transaction,
  from: number,
  into: number,
  rivals: readonly RivalCredentials[],
): Promise<RowCounts> {
  const lost = rivals.map(({ lostId }) => lostId);
  const kept = rivals.map(({ keptId }) => keptId);
  let uuids = 0;
  let attributes = 0;
  if (rivals.length > 0) {
    await transaction.run(repointFormerUuids, [lost, kept]);
    uuids = (await transaction.run(keepUuids, [lost, kept])).length;
    attributes = (await transaction.run(keepAttributes, [lost, kept])).length;
    await transaction.run(keepFoundations, [lost, kept, [from, into]]);
    await transaction.run(dropAttributes, [lost]);
    await transaction.run(dropLost, [lost]);
  }
  const moved = await transaction.run(moveCredentials, [from, into]);
  await transaction.run(keepPrograms, [into]);
  return {
    user_credential: moved.length,
    user_credential_attribute: attributes,
    former_credential_uuid: uuids,
  };
}
