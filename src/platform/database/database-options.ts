import type { TimeLimits } from './time-limits.js';

export class DatabaseOptions {
  /** Addresses of read replicas. Without any, the primary answers everything. */
  readonly replicaUrls!: readonly string[];
  /** How long the connections may keep a request waiting. */
  readonly limits!: TimeLimits;
}
