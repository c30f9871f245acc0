import type { Loss } from '../../../platform/validation/index.js';
import type { Endpoint } from './discovery-client.js';

/** The lists of an entry. */
const LISTS: Readonly<Record<Endpoint, readonly string[]>> = {
  organizations: [],
  courses: ['owners', 'course_runs'],
  programs: ['authoring_organizations', 'courses'],
  pathways: ['programs'],
};

/** A list that an entry lacks. */
export interface MissingList extends Loss {
  /** The field of the entry in which it would be. */
  readonly field: string;
}

/** The lists that an entry lacks. An empty list would say that there is nothing; without one nobody knows. */
export function missingLists(endpoint: Endpoint, raw: unknown): MissingList[] {
  return [
    ...LISTS[endpoint].filter((name) => isMissing(raw, name)).map((name) => missing(name, name)),
    ...coursesWithoutRuns(endpoint, raw).map((path) => missing(path, 'courses')),
  ];
}

function missing(path: string, field: string): MissingList {
  return { path, message: 'is missing', leftOut: path, field };
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
