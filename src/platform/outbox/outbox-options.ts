/** Times are in milliseconds. */
export class OutboxOptions {
  /** Whether this process delivers. */
  readonly enabled!: boolean;
  /** Longest time that a worker may hold a delivery without renewing its lease. */
  readonly leaseMs!: number;
  /** How often to look for due deliveries when nothing wakes the relay. */
  readonly pollMs!: number;
  /** Longest wait after the first failure. */
  readonly retryBaseMs!: number;
  /** Spreads the waits after failures, from 0 to 1. Default: `Math.random`; tests need a fixed one. */
  readonly random?: () => number;
  /** Most deliveries to one subscriber that this process makes at the same time. */
  readonly concurrency!: number;
  /** Longest wait of a stop for the deliveries in progress. */
  readonly graceMs!: number;
  /** How long done and cancelled deliveries are kept. */
  readonly keepMs!: number;
}
