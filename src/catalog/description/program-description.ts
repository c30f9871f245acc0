import {
  isSlug,
  ListOf,
  ObjectOf,
  OneOf,
  Text,
  Uuid,
  WebAddress,
  WholeNumber,
} from '../../platform/validation/index.js';
import { PROGRAM_STATUSES, type ProgramStatus } from '../entities/program.entity.js';
import { DESCRIPTION, HTML } from './free-text.js';
import { Reference } from './reference.js';

/** The program's type for machines. */
export class ProgramTypeDescription {
  @Text({
    pattern: { accepts: isSlug, words: 'letters, digits, dashes and underscores' },
  })
  slug!: string;
}

/** A course of a program, with its runs that count, in order. */
export class ProgramCourseDescription {
  @Uuid()
  uuid!: string;

  @ListOf(() => Reference, { optional: true })
  course_runs: Reference[] = [];
}

/** Courses that together earn a credential of their own. */
export class ProgramDescription {
  @Uuid()
  uuid!: string;

  @Text()
  title!: string;

  /** The program's type in words, such as `Professional Certificate`. Empty where it has none. */
  @Text({ blank: true })
  type!: string;

  /** When absent, the slug is made from `type`. */
  @ObjectOf(() => ProgramTypeDescription, { optional: true, nullable: true })
  type_attrs?: ProgramTypeDescription | null;

  @OneOf(PROGRAM_STATUSES)
  status!: ProgramStatus;

  @WholeNumber({ optional: true, nullable: true, min: 0, max: 1_000_000 })
  total_hours_of_effort?: number | null;

  /** Plain text for learners. */
  @Text(DESCRIPTION)
  description?: string | null;

  /** It counts where there is no `description`. */
  @Text(DESCRIPTION)
  subtitle?: string | null;

  /** HTML. It counts where there is neither of these. */
  @Text(HTML)
  overview?: string | null;

  /** The page about it. */
  @WebAddress({ optional: true, nullable: true })
  marketing_url?: string | null;

  @ListOf(() => Reference, { optional: true })
  authoring_organizations: Reference[] = [];

  @ListOf(() => ProgramCourseDescription, { optional: true })
  courses: ProgramCourseDescription[] = [];
}
