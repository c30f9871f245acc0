import { Controller } from '@nestjs/common';
import { ValidationError } from '../../platform/errors/index.js';
import { CourseRun } from '../entities/course-run.entity.js';
import { Course } from '../entities/course.entity.js';
import { CourseRunAnswer, CourseRunPage, CourseRunBody } from './catalog.dto.js';
import { COURSES } from './courses.controller.js';
import { entriesController } from './entries-controller.js';
import { type EntryKind, references } from './entry-kind.js';

const COURSE_RUNS: EntryKind<CourseRun, CourseRunBody, CourseRunAnswer> = {
  one: 'a course run',
  many: 'course runs',
  example: 'de0d0000-0000-4000-8000-000000000001',
  note: 'Course certificates that came before the run are linked to it.',
  entity: CourseRun,
  relations: { course: true },
  body: CourseRunBody,
  answer: CourseRunAnswer,
  listEnvelope: CourseRunPage,

  answersOf: (runs) =>
    runs.map(({ course, uuid, key, titleOverride, start, end, updatedAt }) => ({
      uuid,
      course: course!.uuid,
      key,
      title: titleOverride ?? course!.title,
      start,
      end,
      updated_at: updatedAt,
    })),

  /** The description needs the run's course, which stays as it is. */
  async describe(uuid, { course: courseUuid, ...run }, manager) {
    const stored = await manager.findBy(Course, { uuid: courseUuid });
    const [course] = await COURSES.answersOf(stored, manager);
    if (course === undefined) throw new ValidationError({ course: ['No course has this uuid.'] });
    const { course_runs: _runs, updated_at: _time, owners, ...rest } = course;
    const described = { ...rest, owners: references(owners) };
    return { courses: [{ ...described, course_runs: [{ uuid, ...run }] }] };
  },
};

/** Course runs: the times a course is taught. */
@Controller('api/v2/admin/course_runs')
export class CourseRunsController extends entriesController(COURSE_RUNS) {}
