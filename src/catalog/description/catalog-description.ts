import { ListOf } from '../../platform/validation/index.js';
import { CourseDescription } from './course-description.js';
import { OrganizationDescription } from './organization-description.js';
import { PathwayDescription } from './pathway-description.js';
import { ProgramDescription } from './program-description.js';

/**
 * A catalog in the words of the Discovery API: each list has the shape that the endpoint of its name answers.
 * A list that is absent is empty; nothing is ever removed because it is not named.
 */
export class CatalogDescription {
  @ListOf(() => OrganizationDescription, { optional: true })
  organizations: OrganizationDescription[] = [];

  @ListOf(() => CourseDescription, { optional: true })
  courses: CourseDescription[] = [];

  @ListOf(() => ProgramDescription, { optional: true })
  programs: ProgramDescription[] = [];

  @ListOf(() => PathwayDescription, { optional: true })
  pathways: PathwayDescription[] = [];
}
