import { jest } from '@jest/globals';

/**
 * Stops the clock on which this process measures pauses and ages, so that none of them is over on a busy machine. Timers
 * go on, and so does the clock of the database. @returns what starts it again
 */
export function stopClock(): () => void {
  const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
  return () => now.mockRestore();
}
