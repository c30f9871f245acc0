import type { CatalogDescription } from '../description/catalog-description.js';
import type { Reference } from '../description/reference.js';

export type PlaceKind = 'organization' | 'course' | 'course_run' | 'program' | 'pathway';

/** The kinds in words for people. */
export const WORDS: Readonly<Record<PlaceKind, string>> = {
  organization: 'organization',
  course: 'course',
  course_run: 'course run',
  program: 'program',
  pathway: 'pathway',
};

/** A place in a description that names something, by uuid or by key. */
export interface Place {
  readonly path: string;
  readonly kind: PlaceKind;
  readonly value: string;
}

/** All places that describe something or refer to it. */
export function places({ organizations, courses, programs, pathways }: CatalogDescription) {
  const runs = courses.flatMap(({ course_runs }, course) =>
    course_runs.map((run, index) => ({ run, path: `courses[${course}].course_runs[${index}]` })),
  );
  return {
    entries: [
      ...uuids('organization', 'organizations', organizations),
      ...uuids('course', 'courses', courses),
      ...runs.map(({ run, path }): Place => ({ kind: 'course_run', path: `${path}.uuid`, value: run.uuid })),
      ...uuids('program', 'programs', programs),
      ...uuids('pathway', 'pathways', pathways),
    ],
    references: [
      ...courses.flatMap(({ owners }, index) => uuids('organization', `courses[${index}].owners`, owners)),
      ...programs.flatMap((program, index) => [
        ...uuids(
          'organization',
          `programs[${index}].authoring_organizations`,
          program.authoring_organizations,
        ),
        ...uuids('course', `programs[${index}].courses`, program.courses),
        ...program.courses.flatMap(({ course_runs }, course) =>
          uuids('course_run', `programs[${index}].courses[${course}].course_runs`, course_runs),
        ),
      ]),
      ...pathways.flatMap((pathway, index) =>
        uuids('program', `pathways[${index}].programs`, pathway.programs),
      ),
    ],
    runKeys: runs.map(({ run, path }) => ({
      kind: 'course_run' as const,
      path: `${path}.key`,
      value: run.key,
      uuid: run.uuid,
    })),
  };
}

function uuids(kind: PlaceKind, path: string, listed: readonly Reference[]): Place[] {
  return listed.map(({ uuid }, index) => ({ kind, path: `${path}[${index}].uuid`, value: uuid }));
}
