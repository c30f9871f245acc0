import type { CursorOrder } from '../platform/lists/index.js';
import { type CredentialFilter, isModifiedWithin } from './credential-filters.js';

/*
 * The orders of a walk through the credentials. Two follow the ids. The third is the feed of changes.
 *
 * `modified` cannot order a feed that misses nothing: it is the begin of a transaction, and a transaction that began
 * earlier may commit later, after a reader has gone by. So each row holds `change`, the number of the transaction that
 * wrote it last, and a page ends before the oldest transaction that is still writing. All below that is final: a row there
 * changes only by moving to the end. A row that changes while it is read appears once more later, in its new state.
 */
export type WalkOrder = 'created' | '-created' | 'modified';

/** The first number that a transaction in progress may still give to a row. */
const HORIZON = `select last_value + pg_snapshot_xmin(pg_current_snapshot())::text::bigint from user_credential_change_base`;

export const WALK_ORDERS: Readonly<Record<WalkOrder, CursorOrder<CredentialFilter>>> = {
  created: { keys: ['c.id'] },
  '-created': { keys: ['c.id'], direction: 'desc' },
  modified: {
    keys: ['c.change', 'c.id'],
    horizon: HORIZON,
    begin: {
      // From an index alone, once: without it the first page would walk all changes before that time.
      modified: (range) =>
        `c.change >= (select min(c.change) from user_credential c where ${isModifiedWithin(range)})`,
    },
  },
};
