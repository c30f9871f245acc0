/** A failure for which the driver of PostgreSQL has a message and no code. */
export interface DriverFailure {
  /** Whether all connections were in use; otherwise the connection failed or broke. */
  readonly isBusy: boolean;
  /** For logs, in the place of the driver's message. */
  readonly words: string;
}

const broken = (words: string): DriverFailure => ({ isBusy: false, words });

/** The driver's messages. The first that fits counts. */
const FAILURES: readonly (readonly [message: RegExp, failure: DriverFailure])[] = [
  [
    /^timeout exceeded when trying to connect$/,
    { isBusy: true, words: 'no connection to PostgreSQL was free in time' },
  ],
  [
    /^(Connection terminated due to connection timeout|timeout expired)/,
    broken('PostgreSQL accepted no connection in time'),
  ],
  [/^Connection terminated/, broken('the connection to PostgreSQL broke')],
  [/^Query read timeout/, broken('PostgreSQL did not answer in time')],
  [/^Client (was closed|has encountered)/, broken('the connection to PostgreSQL is closed')],
  [/^Cannot use a pool after/, broken('the service has closed its connections to PostgreSQL')],
];

/** The failure that a message of the driver stands for; undefined for other errors. */
export function driverFailureIn(error: unknown): DriverFailure | undefined {
  const { message } = (error ?? {}) as { message?: unknown };
  return FAILURES.find(([words]) => words.test(String(message)))?.[1];
}
