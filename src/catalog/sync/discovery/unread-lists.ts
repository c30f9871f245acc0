import type { LinkKind } from '../../import/rows.js';
import type { Loss } from '../../../platform/validation/index.js';
import type { Endpoint } from './discovery-client.js';

/** The lists of an entry, each with the links that are made of it. The runs of a course are entries of their own. */
const LISTS: Readonly<Record<Endpoint, Readonly<Record<string, LinkKind | undefined>>>> = {
  organizations: {},
  courses: { owners: 'owners', course_runs: undefined },
  programs: { authoring_organizations: 'authors', courses: 'programRuns' },
  pathways: { programs: 'pathwayPrograms' },
};

/** The lists that an entry lacks. An empty list would say that there is nothing; without one nobody knows. */
export function missingLists(endpoint: Endpoint, raw: unknown): Loss[] {
  const missing = Object.keys(LISTS[endpoint]).filter((name) => isMissing(raw, name));
  return [...missing, ...coursesWithoutRuns(endpoint, raw)].map((path) => ({
    path,
    message: 'is missing',
    leftOut: path,
  }));
}

/** The links of an entry that were not read as a whole: what is stored of them must stay. */
export function unreadLinks(endpoint: Endpoint, losses: readonly Loss[]): LinkKind[] {
  const lists = losses.map(({ leftOut }) => LISTS[endpoint][/^\w+/.exec(leftOut)?.[0] ?? '']);
  return lists.filter((kind) => kind !== undefined);
}

function coursesWithoutRuns(endpoint: Endpoint, raw: unknown): string[] {
  const courses = endpoint === 'programs' ? (raw as { courses?: unknown } | null)?.courses : undefined;
  if (!Array.isArray(courses)) return [];
  return courses.flatMap((course: unknown, index) =>
    isMissing(course, 'course_runs') ? [`courses[${index}].course_runs`] : [],
  );
}

function isMissing(raw: unknown, name: string): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  const value = (raw as Readonly<Record<string, unknown>>)[name];
  return value === undefined || value === null;
}
