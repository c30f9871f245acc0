import { CatalogSyncRun } from '../sync/entities/catalog-sync-run.entity.js';
import { CourseOwner } from './course-owner.entity.js';
import { CourseRun } from './course-run.entity.js';
import { Course } from './course.entity.js';
import { OrganizationLogo } from './organization-logo.entity.js';
import { Organization } from './organization.entity.js';
import { PathwayProgram } from './pathway-program.entity.js';
import { Pathway } from './pathway.entity.js';
import { ProgramAuthoringOrganization } from './program-authoring-organization.entity.js';
import { ProgramCourseRun } from './program-course-run.entity.js';
import { Program } from './program.entity.js';

export const catalogEntities = [
  Organization,
  OrganizationLogo,
  Course,
  CourseOwner,
  CourseRun,
  Program,
  ProgramAuthoringOrganization,
  ProgramCourseRun,
  Pathway,
  PathwayProgram,
  CatalogSyncRun,
];
