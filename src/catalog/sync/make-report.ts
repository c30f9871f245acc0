import { CATALOG_KINDS, type CatalogKind, type CatalogTouches } from '../catalog.service.js';
import { type CatalogDescription } from '../description/catalog-description.js';
import type { Problem } from '../../platform/validation/index.js';
import type { Absent } from './removal/remove-absent.js';
import type { KindReport, NamedEntry } from './sync-report.js';

/** The report of each kind, with names for people. */
export function kindReports(
  catalog: CatalogDescription,
  touches: CatalogTouches,
  absent: Absent,
): Record<CatalogKind, KindReport> {
  const names = namesOf(catalog);
  const reports = CATALOG_KINDS.map((kind): [CatalogKind, KindReport] => {
    const named = (uuids: ReadonlySet<string>) => names[kind].filter(({ uuid }) => uuids.has(uuid));
    const entries = absent.get(kind) ?? [];
    return [
      kind,
      {
        added: named(touches[kind].created),
        changed: named(touches[kind].changed),
        unchanged: touches[kind].tally().unchanged,
        gone: entries.filter(({ neededBy }) => neededBy.length === 0),
        kept: entries.filter(({ neededBy }) => neededBy.length > 0),
      },
    ];
  });
  return Object.fromEntries(reports) as Record<CatalogKind, KindReport>;
}

/** Most left-out references that the report names. */
const MOST_SHOWN = 20;

/** One sentence for each reference to an unknown entry, with the name of the entry that makes it. */
export function warningsOf(catalog: CatalogDescription, problems: readonly Problem[]): string[] {
  const names = namesOf(catalog);
  const warnings = problems.slice(0, MOST_SHOWN).map(({ path, message }) => {
    const [, kind = '', index = '', rest = ''] = /^(\w+)\[(\d+)\]\.(.*)$/.exec(path) ?? [];
    const name = names[kind as CatalogKind][Number(index)]?.name ?? '';
    return `${kind.slice(0, -1)} "${name}", ${rest}: ${message}; left out`;
  });
  if (problems.length > MOST_SHOWN)
    warnings.push(`${problems.length - MOST_SHOWN} more references were left out`);
  return warnings;
}

function namesOf({
  organizations,
  courses,
  programs,
  pathways,
}: CatalogDescription): Record<CatalogKind, NamedEntry[]> {
  const byKey = (entries: readonly { readonly uuid: string; readonly key: string }[]) =>
    entries.map(({ uuid, key }) => ({ uuid, name: key }));
  return {
    organizations: byKey(organizations),
    courses: byKey(courses),
    course_runs: byKey(courses.flatMap((course) => course.course_runs)),
    programs: programs.map(({ uuid, title }) => ({ uuid, name: title })),
    pathways: pathways.map(({ uuid, name }) => ({ uuid, name })),
  };
}
