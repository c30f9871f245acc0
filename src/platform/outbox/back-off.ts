/** Longest wait between two attempts. */
export const LONGEST_BACK_OFF_MS = 3_600_000;

/**
 * Milliseconds to wait after a failed attempt: a random time up to a limit that doubles from `baseMs` to an hour. The
 * full spread keeps deliveries that failed together, as without a mail server, from being repeated together.
 */
export function backOff(attempt: number, baseMs: number, random: () => number = Math.random): number {
  const limit = Math.min(LONGEST_BACK_OFF_MS, baseMs * 2 ** (attempt - 1));
  return Math.round(limit * random());
}
