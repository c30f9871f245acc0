import { ListOf, Text, Time, Uuid } from '../../platform/description/index.js';
import { Reference } from './reference.js';

export class CourseRunDescription {
  @Uuid()
  uuid!: string;

  /** Such as `course-v1:TestX+AA101+1T2023`. */
  @Text()
  key!: string;

  /** Kept only where it differs from the course's. */
  @Text({ optional: true, nullable: true })
  title?: string | null;

  @Time({ optional: true, nullable: true })
  start?: string | null;

  /** Another name of `start`, which wins. */
  @Time({ optional: true, nullable: true })
  start_date?: string | null;

  @Time({ optional: true, nullable: true })
  end?: string | null;

  /** Another name of `end`, which wins. */
  @Time({ optional: true, nullable: true })
  end_date?: string | null;
}

export class CourseDescription {
  @Uuid()
  uuid!: string;

  @Text()
  key!: string;

  @Text()
  title!: string;

  /** The first is the one that is named as the course's partner. */
  @ListOf(() => Reference, { optional: true })
  owners: Reference[] = [];

  @ListOf(() => CourseRunDescription, { optional: true })
  course_runs: CourseRunDescription[] = [];
}
