import type { StatementRunner } from '../../platform/database/index.js';
import { ValidationError } from '../../platform/errors/index.js';
import type {
  CourseBody,
  CourseRunBody,
  OrganizationBody,
  PathwayBody,
  ProgramBody,
} from './catalog.bodies.js';
import { coursesOfRuns, describeCourse } from './catalog-entry.sql.js';

/** One entry as a catalog's description, in the words of the Discovery API. */
export type Describe = (runner: StatementRunner) => object | Promise<object>;

const references = (uuids: readonly string[]) => uuids.map((uuid) => ({ uuid }));

export const organization =
  (uuid: string, { key, name, certificate_logo_image_url }: OrganizationBody): Describe =>
  () => ({ organizations: [{ uuid, key, name, certificate_logo_image_url }] });

export const course =
  (uuid: string, { key, title, owners }: CourseBody): Describe =>
  () => ({ courses: [{ uuid, key, title, owners: references(owners) }] });

/** A run is described as a part of its course. */
export const courseRun =
  (uuid: string, { course: courseUuid, ...run }: CourseRunBody): Describe =>
  async (runner) => {
    const [described] = await runner.run(describeCourse, [courseUuid.toLowerCase()]);
    if (described === undefined) throw new ValidationError({ course: ['No course has this uuid.'] });
    return { courses: [{ ...described, course_runs: [{ uuid, ...run }] }] };
  };

/** The runs of a program are described as parts of their courses. */
export const program =
  (
    uuid: string,
    { type_slug: slug, authoring_organizations: authors, course_runs: runs, ...rest }: ProgramBody,
  ): Describe =>
  async (runner) => {
    const found = await runner.run(coursesOfRuns, [runs]);
    const unknown = found
      .filter((row) => row.course === null)
      .map((row) => `No course run has the uuid ${row.run}.`);
    if (unknown.length > 0) throw new ValidationError({ course_runs: unknown });
    return {
      programs: [
        {
          uuid,
          ...rest,
          type_attrs: slug ? { slug } : null,
          authoring_organizations: references(authors),
          courses: found.map((row) => ({ uuid: row.course, course_runs: [{ uuid: row.run }] })),
        },
      ],
    };
  };

export const pathway =
  (uuid: string, { programs, ...rest }: PathwayBody): Describe =>
  () => ({ pathways: [{ uuid, ...rest, programs: references(programs) }] });
