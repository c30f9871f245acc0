import type { UpsertOutcome } from '../../identity/index.js';

/** How many things of one kind an import made, changed and left as they were. */
export interface Tally {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

export function tally(outcomes: readonly UpsertOutcome[]): Tally {
  const count = (wanted: UpsertOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return { created: count('created'), changed: count('changed'), unchanged: count('unchanged') };
}
