import type { ClaimedRow } from './outbox.sql.js';

/** A transaction may commit its deliveries so long after it wrote them, and still be seen by the next claim. */
const MARGIN_MS = 5000;

/**
 * The time from which on a claim looks for due deliveries, by subscriber. Everything due before it was taken. Without
 * it each claim would walk over the index entries of all finished rows that no vacuum may remove, while somebody keeps
 * a transaction open. `open` makes the next claim look at all rows again: some may have become due behind the window.
 */
export class ClaimWindows {
  private readonly since = new Map<string, number>();

  /** Milliseconds since 1970 by the database's clock; null for no limit. */
  of(subscriber: string): number | null {
    return this.since.get(subscriber) ?? null;
  }

  open(): void {
    this.since.clear();
  }

  /** A delivery that waited for an earlier one can be claimed now. */
  reopen(subscriber: string, dueAt: number): void {
    const since = this.since.get(subscriber);
    if (since !== undefined && dueAt < since) this.since.set(subscriber, dueAt);
  }

  /** After a claim at that time of the database. With as many rows as asked for there may be more behind the last. */
  claimed(subscriber: string, rows: readonly ClaimedRow[], asked: number, at: number): void {
    const last = rows.length < asked ? at : Math.max(...rows.map(({ dueAt }) => dueAt));
    this.since.set(subscriber, Math.min(last, at - MARGIN_MS) - 1);
  }
}
