import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogModule } from '../catalog/index.js';
import { CertificatesService } from './certificates.service.js';
import { CourseCertificatesController } from './course-certificates.controller.js';
import { CourseCertificatesService } from './course-certificates.service.js';
import { certificateEntities } from './entities/index.js';
import { ProgramCertificatesService } from './program-certificates.service.js';

/** Certificates of course runs and of programs, which learners can earn. */
@Module({
  imports: [TypeOrmModule.forFeature(certificateEntities), CatalogModule],
  controllers: [CourseCertificatesController],
  providers: [CertificatesService, CourseCertificatesService, ProgramCertificatesService],
  exports: [CertificatesService, ProgramCertificatesService],
})
export class CertificatesModule {}
