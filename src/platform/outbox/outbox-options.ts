/** How the relay works; times in milliseconds. */
export class OutboxOptions {
  /** Whether this process handles messages. */
  readonly enabled!: boolean;
  /** How long a worker may hold a message without renewing its lease. */
  readonly lease!: number;
  /** How often to look for due messages although nothing woke the relay. */
  readonly poll!: number;
  /** Longest wait after the first failure. */
  readonly retryBase!: number;
  /** Messages handled at the same time in this process. */
  readonly concurrency!: number;
  /** How long a stop waits for the messages in progress. */
  readonly grace!: number;
  /** How long messages that are done or cancelled are kept. */
  readonly keep!: number;
}
