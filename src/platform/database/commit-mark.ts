import { currentOrigin, type Origin } from '../telemetry/index.js';
import type { Transaction } from './transaction.js';

/** Work that belongs to each transaction of a request, at its end. It may refuse the commit by throwing. */
export type CommitMark = (transaction: Transaction) => Promise<void>;

const marks = new WeakMap<Origin, CommitMark>();

/** Lets the transactions of the request in progress end with `mark`. Work that it shares with other requests has none. */
export function markCommits(mark: CommitMark): void {
  const origin = currentOrigin();
  if (origin.requestId !== undefined) marks.set(origin, mark);
}

export function commitMarkOf(origin: Origin): CommitMark | undefined {
  return marks.get(origin);
}
