export interface HttpOptions {
  /** The start of every absolute link, without a trailing slash. */
  readonly publicUrl: string;
  /** Web origins that may call with credentials. */
  readonly corsOrigins: readonly string[];
  /** Longest time of a request, milliseconds. After it the answer is a 503. */
  readonly requestTimeoutMs: number;
  /** Time at a stop for callers who have not sent all of a request or do not read the answer. */
  readonly closePatienceMs: number;
  /** Answer probes and scrapes only. */
  readonly probesOnly: boolean;
}
