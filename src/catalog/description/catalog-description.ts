import { ListOf } from '../../platform/validation/index.js';
import { CourseDescription } from './course-description.js';
import { OrganizationDescription } from './organization-description.js';
import { PathwayDescription } from './pathway-description.js';
import { ProgramDescription } from './program-description.js';

/**
 * A catalog in the terms of the Discovery API: each list has the shape of the endpoint with its name. An absent list is
 * empty; an import removes nothing that is absent.
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
