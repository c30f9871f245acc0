/** Longest wait between two attempts. */
export const LONGEST_BACK_OFF_MS = 3_600_000;

/** The same while the other side is away: once it is back the rest follows within that time. */
export const LONGEST_AWAY_MS = 300_000;

/**
 * Milliseconds to wait after a failed attempt: a random time up to a limit that doubles from `baseMs` to the longest. The
 * full spread keeps deliveries that failed together, as without a mail server, from being repeated together.
 */
export function backOff(
  attempt: number,
  baseMs: number,
  random: () => number = Math.random,
  longestMs = LONGEST_BACK_OFF_MS,
): number {
  const limit = Math.min(longestMs, baseMs * 2 ** (attempt - 1));
  return Math.round(limit * random());
}
