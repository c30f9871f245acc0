import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog.module.js';
import { CatalogEntriesService } from './catalog-entries.service.js';
import { CourseRunsController } from './course-runs.controller.js';
import { CoursesController } from './courses.controller.js';
import { OrganizationLogosController } from './organization-logos.controller.js';
import { OrganizationsController } from './organizations.controller.js';
import { PathwaysController } from './pathways.controller.js';
import { ProgramsController } from './programs.controller.js';

/** Staff maintain the catalog by hand where there is no Discovery service. */
@Module({
  imports: [CatalogModule],
  controllers: [
    OrganizationsController,
    OrganizationLogosController,
    CoursesController,
    CourseRunsController,
    ProgramsController,
    PathwaysController,
  ],
  providers: [CatalogEntriesService],
})
export class CatalogAdminModule {}
