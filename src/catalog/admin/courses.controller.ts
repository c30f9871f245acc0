import { Controller } from '@nestjs/common';
import { In } from 'typeorm';
import { CourseOwner } from '../entities/course-owner.entity.js';
import { CourseRun } from '../entities/course-run.entity.js';
import { Course } from '../entities/course.entity.js';
import { CourseAnswer, CoursePage, CourseBody } from './catalog.dto.js';
import { entriesController } from './entries-controller.js';
import { type EntryKind, references } from './entry-kind.js';

export const COURSES: EntryKind<Course, CourseBody, CourseAnswer> = {
  one: 'a course',
  many: 'courses',
  example: 'de0c0000-0000-4000-8000-000000000001',
  note: 'Its runs stay.',
  entity: Course,
  body: CourseBody,
  answer: CourseAnswer,
  listEnvelope: CoursePage,

  async answersOf(courses, manager) {
    const courseId = In(courses.map(({ id }) => id));
    const owners = await manager.find(CourseOwner, {
      where: { courseId },
      relations: { organization: true },
      order: { position: 'ASC' },
    });
    const runs = await manager.find(CourseRun, { where: { courseId }, order: { id: 'ASC' } });
    return courses.map(({ id, uuid, key, title, description, marketingUrl, updatedAt }) => ({
      uuid,
      key,
      title,
      description,
      marketing_url: marketingUrl,
      owners: owners.filter((owner) => owner.courseId === id).map((owner) => owner.organization!.uuid),
      course_runs: runs.filter((run) => run.courseId === id).map((run) => run.uuid),
      updated_at: updatedAt,
    }));
  },

  describe: (uuid, { owners, ...rest }) => ({
    courses: [{ uuid, ...rest, owners: references(owners) }],
  }),
};

/** Courses. Learners take their runs. */
@Controller('api/v2/admin/courses')
export class CoursesController extends entriesController(COURSES) {}
