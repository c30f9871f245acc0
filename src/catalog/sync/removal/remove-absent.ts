import type { CatalogDescription } from '../../description/catalog-description.js';
import type { CatalogKind } from '../../catalog.service.js';
import type { Transaction } from '../../../platform/database/index.js';
import type { Presence } from '../left-out.js';
import type { AbsentEntry } from '../sync-report.js';
import { releaseSavepoint, REMOVALS, returnToSavepoint, setSavepoint } from './removal.sql.js';

export type Absent = ReadonlyMap<CatalogKind, readonly AbsentEntry[]>;

/**
 * Removes entries that the Discovery API does not have and that nothing needs. What could not be taken counts as there.
 * Without permission it removes them and rolls back. Nothing
 * else shows which entries could go, because a course can be removed only after its last run.
 */
export async function removeAbsent(
  transaction: Transaction,
  catalog: CatalogDescription,
  presence: Presence,
  remove: boolean,
): Promise<Absent> {
  const described = describedUuids(catalog);
  const absent = new Map<CatalogKind, readonly AbsentEntry[]>();
  await transaction.run(setSavepoint, []);
  for (const [kind, statement] of REMOVALS) {
    const rows = await transaction.run(statement, [
      [...described[kind], ...presence.of(kind)],
      presence.unsure.has(kind),
    ]);
    absent.set(
      kind,
      rows.map(({ uuid, name, needed_by: neededBy }) => ({ uuid, name, neededBy })),
    );
  }
  if (!remove) await transaction.run(returnToSavepoint, []);
  await transaction.run(releaseSavepoint, []);
  return absent;
}

function describedUuids(catalog: CatalogDescription): Record<CatalogKind, readonly string[]> {
  const uuids = (entries: readonly { readonly uuid: string }[]) => entries.map(({ uuid }) => uuid);
  return {
    organizations: uuids(catalog.organizations),
    courses: uuids(catalog.courses),
    course_runs: uuids(catalog.courses.flatMap((course) => course.course_runs)),
    programs: uuids(catalog.programs),
    pathways: uuids(catalog.pathways),
  };
}
