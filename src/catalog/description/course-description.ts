import { Key, ListOf, Text, Time, Uuid } from '../../platform/validation/index.js';
import { Reference } from './reference.js';

/** One time that a course is taught. */
export class CourseRunDescription {
  @Uuid()
  uuid!: string;

  /** Such as `course-v1:TestX+AA101+1T2023`. */
  @Key()
  key!: string;

  /** Stored only if it differs from the course's title. */
  @Text({ optional: true, nullable: true })
  title?: string | null;

  @Time({ optional: true, nullable: true })
  start?: string | null;

  /** Another name for `start`. If both are given, `start` counts. */
  @Time({ optional: true, nullable: true })
  start_date?: string | null;

  @Time({ optional: true, nullable: true })
  end?: string | null;

  /** Another name for `end`. If both are given, `end` counts. */
  @Time({ optional: true, nullable: true })
  end_date?: string | null;
}

export class CourseDescription {
  @Uuid()
  uuid!: string;

  @Key()
  key!: string;

  @Text()
  title!: string;

  /** In the order in which records name them. */
  @ListOf(() => Reference, { optional: true })
  owners: Reference[] = [];

  @ListOf(() => CourseRunDescription, { optional: true })
  course_runs: CourseRunDescription[] = [];
}
