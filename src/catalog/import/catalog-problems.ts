import type { StatementRunner } from '../../platform/database/index.js';
import type { Problem } from '../../platform/validation/index.js';
import type { CatalogDescription } from '../description/catalog-description.js';
import { findKnownUuids, findRunsByKey } from './catalog.sql.js';
import { type PlaceKind, type Place, places, WORDS } from './places.js';

/**
 * The problems of a description whose shape is right: entries described twice, references to unknown entries, and keys
 * of runs that belong to another run, in any letter case. Paths start at the catalog.
 */
export async function catalogProblems(
  runner: StatementRunner,
  catalog: CatalogDescription,
): Promise<Problem[]> {
  const { entries, references, runKeys } = places(catalog);
  const found = await runner.run(findRunsByKey, [runKeys.map(({ value }) => value)]);
  const keys = new Map(found.map((key) => [key.key, key]));
  const folded = runKeys.map((place) => ({ ...place, value: keys.get(place.value)!.folded }));
  return [
    ...repeated(entries, ({ kind }) => `an earlier ${WORDS[kind]} has this uuid`),
    ...repeated(folded, () => 'an earlier course run has this key'),
    ...(await unknown(runner, entries, references)),
    ...runKeys.flatMap(({ path, value, uuid }) => {
      const holder = keys.get(value)!.holder ?? uuid;
      return holder === uuid ? [] : [{ path, message: `belongs to the course run ${holder}` }];
    }),
  ];
}

function repeated<P extends Place>(found: readonly P[], message: (place: P) => string): Problem[] {
  const seen = new Set<string>();
  return found
    .filter((place) => seen.size === seen.add(identity(place)).size)
    .map((place) => ({ path: place.path, message: message(place) }));
}

async function unknown(
  runner: StatementRunner,
  entries: readonly Place[],
  references: readonly Place[],
): Promise<Problem[]> {
  const described = new Set(entries.map(identity));
  const open = references.filter((reference) => !described.has(identity(reference)));
  const uuids = (kind: PlaceKind) => open.filter((place) => place.kind === kind).map((place) => place.value);
  const stored = await runner.run(findKnownUuids, [
    uuids('organization'),
    uuids('course'),
    uuids('course_run'),
    uuids('program'),
  ]);
  const known = new Set(stored.map(({ kind, uuid }) => identity({ kind, value: uuid })));
  return open
    .filter((reference) => !known.has(identity(reference)))
    .map(({ path, kind }) => ({ path, message: `no ${WORDS[kind]} has this uuid` }));
}

function identity({ kind, value }: Pick<Place, 'kind' | 'value'>): string {
  return `${kind} ${value}`;
}
