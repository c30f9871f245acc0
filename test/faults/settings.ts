/** Kills with signal 9 in the tests that kill; FAULT_KILLS in the environment asks for more. */
export const KILLS = Number(process.env.FAULT_KILLS ?? 10);
if (!Number.isInteger(KILLS) || KILLS < 1) throw new Error('FAULT_KILLS must be a whole number from 1');

/** The folder that the service was built into; FAULT_DIST names another than `dist`. */
export const DIST = process.env.FAULT_DIST ?? 'dist';
