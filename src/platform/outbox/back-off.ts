/** Longest wait between two attempts, milliseconds. */
export const LONGEST_WAIT_MS = 3_600_000;

/**
 * Milliseconds to wait after the given attempt failed: anything up to a limit that doubles from `base` to an hour. The
 * full spread keeps the messages that failed together, as when a mail server went away, from coming back together.
 */
export function backOff(attempt: number, base: number, random: () => number = Math.random): number {
  const limit = Math.min(LONGEST_WAIT_MS, base * 2 ** (attempt - 1));
  return Math.round(limit * random());
}
