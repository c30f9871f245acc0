import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/index.js';
import { CertificatesModule } from '../certificates/index.js';
import { IdentityModule } from '../identity/index.js';
import { CatalogEntriesService } from './catalog/catalog-entries.service.js';
import { CourseRunsController } from './catalog/course-runs.controller.js';
import { CoursesController } from './catalog/courses.controller.js';
import { OrganizationsController } from './catalog/organizations.controller.js';
import { PathwaysController } from './catalog/pathways.controller.js';
import { ProgramsController } from './catalog/programs.controller.js';
import { ProgramCertificatesAdminService } from './program-certificates/program-certificates-admin.service.js';
import { ProgramCertificatesController } from './program-certificates/program-certificates.controller.js';
import { SignatoryImagesController } from './signatory-images/signatory-images.controller.js';
import { SignatoryImagesService } from './signatory-images/signatory-images.service.js';
import { SiteController } from './site/site.controller.js';
import { SiteService } from './site/site.service.js';
import { UsersAdminService } from './users/users-admin.service.js';
import { UsersController } from './users/users.controller.js';

/** Setting the installation up without touching the database. */
@Module({
  imports: [IdentityModule, CatalogModule, CertificatesModule],
  controllers: [
    SiteController,
    UsersController,
    ProgramCertificatesController,
    SignatoryImagesController,
    OrganizationsController,
    CoursesController,
    CourseRunsController,
    ProgramsController,
    PathwaysController,
  ],
  providers: [
    SiteService,
    UsersAdminService,
    ProgramCertificatesAdminService,
    SignatoryImagesService,
    CatalogEntriesService,
  ],
})
export class AdministrationModule {}
