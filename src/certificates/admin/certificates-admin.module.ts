import { Module } from '@nestjs/common';
import { CatalogModule } from '../../catalog/index.js';
import { CertificatesModule } from '../certificates.module.js';
import { CourseCertificateContentsController } from './course-certificate-contents.controller.js';
import { CourseCertificateContentsService } from './course-certificate-contents.service.js';
import { ProgramCertificatesAdminService } from './program-certificates-admin.service.js';
import { ProgramCertificatesController } from './program-certificates.controller.js';
import {
  CourseSignatoryImagesController,
  SignatoryImagesController,
} from './signatory-images/signatory-images.controller.js';
import { SignatoryImagesService } from './signatory-images/signatory-images.service.js';

/** Staff configure the certificates of programs, what those of course runs say, and the signatories of both. */
@Module({
  imports: [CatalogModule, CertificatesModule],
  controllers: [
    ProgramCertificatesController,
    CourseCertificateContentsController,
    SignatoryImagesController,
    CourseSignatoryImagesController,
  ],
  providers: [ProgramCertificatesAdminService, CourseCertificateContentsService, SignatoryImagesService],
})
export class CertificatesAdminModule {}
