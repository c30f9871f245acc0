export interface HttpOptions {
  /** The start of every absolute link, without a trailing slash. */
  readonly publicUrl: string;
  /** Take the client's address from X-Forwarded-For. */
  readonly trustProxy: boolean;
  /** Web origins that may call with credentials. */
  readonly corsOrigins: readonly string[];
  /** Answer probes and scrapes only. */
  readonly probesOnly: boolean;
}
