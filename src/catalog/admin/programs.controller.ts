import { Controller } from '@nestjs/common';
import { In } from 'typeorm';
import { ValidationError } from '../../platform/errors/index.js';
import { CourseRun } from '../entities/course-run.entity.js';
import { ProgramAuthoringOrganization } from '../entities/program-authoring-organization.entity.js';
import { ProgramCourseRun } from '../entities/program-course-run.entity.js';
import { Program } from '../entities/program.entity.js';
import { ProgramAnswer, ProgramPage, ProgramBody } from './catalog.dto.js';
import { entriesController } from './entries-controller.js';
import { type EntryKind, references } from './entry-kind.js';

const PROGRAMS: EntryKind<Program, ProgramBody, ProgramAnswer> = {
  one: 'a program',
  many: 'programs',
  example: 'de0e0000-0000-4000-8000-000000000001',
  entity: Program,
  body: ProgramBody,
  answer: ProgramAnswer,
  listEnvelope: ProgramPage,

  async answersOf(programs, manager) {
    const programId = In(programs.map(({ id }) => id));
    const authors = await manager.find(ProgramAuthoringOrganization, {
      where: { programId },
      relations: { organization: true },
      order: { position: 'ASC' },
    });
    const runs = await manager.find(ProgramCourseRun, {
      where: { programId },
      relations: { courseRun: true },
      order: { position: 'ASC' },
    });
    return programs.map(({ id, ...program }) => ({
      uuid: program.uuid,
      title: program.title,
      type: program.type,
      type_slug: program.typeSlug,
      status: program.status,
      total_hours_of_effort: program.totalHoursOfEffort,
      description: program.description,
      marketing_url: program.marketingUrl,
      authoring_organizations: authors
        .filter((author) => author.programId === id)
        .map((author) => author.organization!.uuid),
      course_runs: runs.filter((run) => run.programId === id).map((run) => run.courseRun!.uuid),
      updated_at: program.updatedAt,
    }));
  },

  /** The description has the program's runs as parts of their courses. */
  async describe(uuid, { type_slug: slug, authoring_organizations: authors, course_runs, ...rest }, manager) {
    const runs = await manager.find(CourseRun, {
      where: { uuid: In(course_runs) },
      relations: { course: true },
    });
    const courseOf = new Map(runs.map((run) => [run.uuid, run.course!.uuid]));
    const unknown = course_runs.filter((run) => !courseOf.has(run));
    if (unknown.length > 0) {
      throw new ValidationError({ course_runs: unknown.map((run) => `No course run has the uuid ${run}.`) });
    }
    return {
      programs: [
        {
          uuid,
          ...rest,
          type_attrs: slug ? { slug } : null,
          authoring_organizations: references(authors),
          courses: course_runs.map((run) => ({ uuid: courseOf.get(run), course_runs: references([run]) })),
        },
      ],
    };
  },
};

/** Programs: sequences of course runs that earn a credential of their own. */
@Controller('api/v2/admin/programs')
export class ProgramsController extends entriesController(PROGRAMS) {}
