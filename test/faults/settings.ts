/** Number of `kill -9` in the tests that kill; FAULT_KILLS overrides it. */
export const KILLS = Number(process.env.FAULT_KILLS ?? 10);
if (!Number.isInteger(KILLS) || KILLS < 1) throw new Error('FAULT_KILLS must be a whole number from 1');

/** Number of rolling restarts; FAULT_RESTARTS overrides it. */
export const RESTARTS = Number(process.env.FAULT_RESTARTS ?? 3);
if (!Number.isInteger(RESTARTS) || RESTARTS < 1)
  throw new Error('FAULT_RESTARTS must be a whole number from 1');

/** The folder of the built service; FAULT_DIST overrides it. */
export const DIST = process.env.FAULT_DIST ?? 'dist';
