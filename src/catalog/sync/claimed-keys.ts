import type { Problem } from '../../platform/validation/index.js';
import type { CatalogDescription } from '../description/catalog-description.js';
import type { LeftOut, Presence } from './left-out.js';

const RUN_KEY = /^courses\[(\d+)\]\.course_runs\[(\d+)\]\.key$/;

/**
 * Takes the runs out of the catalog whose keys are those of other stored runs: the database would refuse them. It happens
 * when runs exchange their keys; when a key only moved on, the next sync takes the run.
 */
export function leaveOutClaimedKeys(
  catalog: CatalogDescription,
  problems: readonly Problem[],
  presence: Presence,
): LeftOut[] {
  const claimed = problems.flatMap(({ path, message }) => {
    const [, course, index] = RUN_KEY.exec(path) ?? [];
    const run = catalog.courses[Number(course)]?.course_runs[Number(index)];
    return run === undefined ? [] : [{ run, message }];
  });
  const runs = new Set(claimed.map(({ run }) => run));
  for (const course of catalog.courses)
    if (course.course_runs.some((run) => runs.has(run)))
      course.course_runs = course.course_runs.filter((run) => !runs.has(run));
  return claimed.map(({ run, message }) => {
    presence.add('course_runs', run.uuid);
    return {
      kind: 'course_runs',
      extent: 'entry',
      words: `the course run ${run.key} ${run.uuid}: its key ${message}; it is not taken`,
    };
  });
}
