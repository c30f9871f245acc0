import type { UpsertResult } from '../../platform/database/index.js';

/** The numbers of entries that an import created, changed and left unchanged. */
export interface Tally {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}

export function tally(results: readonly UpsertResult[]): Tally {
  const count = (wanted: UpsertResult) => results.filter((result) => result === wanted).length;
  return { created: count('created'), changed: count('changed'), unchanged: count('unchanged') };
}
