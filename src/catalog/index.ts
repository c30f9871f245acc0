export { CatalogModule } from './catalog.module.js';
export {
  CATALOG_KINDS,
  type CatalogChanges,
  type CatalogFollowUp,
  type CatalogKind,
  CatalogService,
  type CatalogTouches,
} from './catalog.service.js';
export { isCourseKey } from './course-key.js';
export { CatalogDescription } from './description/catalog-description.js';
export { catalogEntities } from './entities/index.js';
export { CourseOwner } from './entities/course-owner.entity.js';
export { CourseRun } from './entities/course-run.entity.js';
export { Course } from './entities/course.entity.js';
export { Organization } from './entities/organization.entity.js';
export { PathwayProgram } from './entities/pathway-program.entity.js';
export {
  Pathway,
  PATHWAY_STATUSES,
  PATHWAY_TYPES,
  type PathwayStatus,
  type PathwayType,
} from './entities/pathway.entity.js';
export { ProgramAuthoringOrganization } from './entities/program-authoring-organization.entity.js';
export { ProgramCourseRun } from './entities/program-course-run.entity.js';
export { Program, PROGRAM_STATUSES, type ProgramStatus } from './entities/program.entity.js';
export { type Tally, tally } from './import/tally.js';
