export const NO_ANSWER_IN_TIME = 'no answer in time';

/**
 * Waits for a work that cannot be broken off, and no longer than a time.
 * @param late the error when it takes longer
 * @throws what the work throws, or that error
 */
export async function inTime<T>(
  work: Promise<T>,
  timeoutMs: number,
  late = () => new Error(NO_ANSWER_IN_TIME),
): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), timeoutMs);
  // Its failure after that is of no interest.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
  }
}
