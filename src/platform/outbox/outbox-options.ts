/** Times are in milliseconds. */
export class OutboxOptions {
  /** Whether this process handles messages. */
  readonly enabled!: boolean;
  /** Longest time that a worker may hold a message without renewing its lease. */
  readonly lease!: number;
  /** How often to look for due messages when nothing wakes the relay. */
  readonly poll!: number;
  /** Longest wait after the first failure. */
  readonly retryBase!: number;
  readonly concurrency!: number;
  /** Longest wait of a stop for the messages in progress. */
  readonly grace!: number;
  /** How long done and cancelled messages are kept. */
  readonly keep!: number;
}
