/** The message of the error of `inTime`. */
export const NO_ANSWER_IN_TIME = 'no answer in time';

/** Waits for an answer of a server. @throws what the work throws, or an Error when it takes longer */
export async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(NO_ANSWER_IN_TIME)), timeoutMs);
  // A late failure is of no interest any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
