import type { CatalogKind } from '../catalog.service.js';
import type { LeftOut } from './left-out.js';

/** An entry of the catalog, with its name for people. */
export interface NamedEntry {
  readonly uuid: string;
  /** Key or title. */
  readonly name: string;
}

/** An entry that the Discovery API no longer has. */
export interface AbsentEntry extends NamedEntry {
  /** The things here that still need it, in words; empty when nothing does. */
  readonly neededBy: readonly string[];
}

/** The changes of a sync to one kind of entries. */
export interface KindReport {
  readonly added: readonly NamedEntry[];
  readonly changed: readonly NamedEntry[];
  readonly unchanged: number;
  /** Removed, or to be removed if the sync may not remove. */
  readonly gone: readonly AbsentEntry[];
  /** No longer delivered, but kept because something needs them. */
  readonly kept: readonly AbsentEntry[];
}

export interface SyncReport {
  readonly kinds: Readonly<Record<CatalogKind, KindReport>>;
  /** What could not be taken. */
  readonly leftOut: readonly LeftOut[];
  /** References to entries that neither the API nor the catalog has. */
  readonly warnings: readonly string[];
  /** Logos that were fetched, and fetched ones that were removed. */
  readonly logos: { readonly fetched: number; readonly removed: number };
  /** Whether the gone entries were removed. */
  readonly removed: boolean;
}

/** A report in numbers, for storage and the log. */
export type SyncCounts = Readonly<Record<CatalogKind, KindCounts>>;

/** `not_taken`: entries that could not be taken; `incomplete`: those of which a part could not. */
export type KindCounts = Readonly<
  Record<'added' | 'changed' | 'unchanged' | 'gone' | 'kept' | 'not_taken' | 'incomplete', number>
>;

export function countsOf({ kinds, leftOut }: SyncReport): SyncCounts {
  const counts = Object.entries(kinds).map(
    ([name, { added, changed, unchanged, gone, kept }]): [string, KindCounts] => {
      const count = (wanted: LeftOut['extent']) =>
        leftOut.filter(({ kind, extent }) => kind === name && extent === wanted).length;
      return [
        name,
        {
          added: added.length,
          changed: changed.length,
          unchanged,
          gone: gone.length,
          kept: kept.length,
          not_taken: count('entry'),
          incomplete: count('part'),
        },
      ];
    },
  );
  return Object.fromEntries(counts) as SyncCounts;
}

/** Whether something should be removed and was not. */
export function leavesWork({ kinds, removed }: SyncReport): boolean {
  return !removed && Object.values(kinds).some(({ gone, kept }) => gone.length + kept.length > 0);
}
