import { Key, ListOf, Text, Time, Uuid, WebAddress } from '../../platform/validation/index.js';
import { DESCRIPTION, HTML } from './free-text.js';
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

  /** Plain text for learners. */
  @Text(DESCRIPTION)
  description?: string | null;

  /** The same in HTML. It counts where there is no `description`. */
  @Text(HTML)
  short_description?: string | null;

  /** The page about it. */
  @WebAddress({ optional: true, nullable: true })
  marketing_url?: string | null;

  /** In the order in which records name them. */
  @ListOf(() => Reference, { optional: true })
  owners: Reference[] = [];

  @ListOf(() => CourseRunDescription, { optional: true })
  course_runs: CourseRunDescription[] = [];
}
