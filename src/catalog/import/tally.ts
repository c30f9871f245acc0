import type { UpsertOutcome } from '../../identity/index.js';

/** The numbers of entries that an import created, changed and left unchanged. */
export interface Tally {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

export function tally(outcomes: readonly UpsertOutcome[]): Tally {
  const count = (wanted: UpsertOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return { created: count('created'), changed: count('changed'), unchanged: count('unchanged') };
}
