/** How long the database may keep a request waiting, milliseconds. */
export interface TimeLimits {
  /** A statement, from its start to its end. */
  readonly statementMs: number;
  /** A statement that waits for a lock. */
  readonly lockMs: number;
  /** A transaction between two statements. */
  readonly idleMs: number;
  /** A new connection, until it can be used. */
  readonly connectMs: number;
  /** A cancelled statement; after it the connection is closed. */
  readonly cancelMs: number;
}

/** The limits that let a request answer in time: a reason is known, and told, before the time is over. */
export function timeLimitsWithin(requestTimeoutMs: number): TimeLimits {
  const share = (part: number) => Math.round(part * requestTimeoutMs);
  return {
    statementMs: share(0.9),
    lockMs: share(0.75),
    idleMs: share(0.9),
    connectMs: share(0.5),
    cancelMs: Math.min(1000, share(0.1)),
  };
}
