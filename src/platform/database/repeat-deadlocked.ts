import { SqlState, sqlStateOf } from './sql-state.js';

/** With a second for PostgreSQL to find each deadlock, a request still ends in time. */
const MOST_ATTEMPTS = 5;

/**
 * Runs a transaction again when PostgreSQL ended it because it and another one waited for each other. For work that can
 * be repeated: all that it changes is in the database, or is the same after a second time.
 */
export async function repeatDeadlocked<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (sqlStateOf(error) !== SqlState.deadlockDetected || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
