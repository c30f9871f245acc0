import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogModule } from '../catalog/index.js';
import { CertificatesService } from './certificates.service.js';
import { CourseCertificatesController } from './course-certificates.controller.js';
import { CourseCertificatesService } from './course-certificates.service.js';
import { certificateEntities } from './entities/index.js';
import { ProgramCertificatesService } from './program-certificates.service.js';

const TABLES = TypeOrmModule.forFeature(certificateEntities);

/** Certificates of course runs and of programs, which learners can earn. */
@Module({
  imports: [TABLES, CatalogModule],
  controllers: [CourseCertificatesController],
  providers: [CertificatesService, CourseCertificatesService, ProgramCertificatesService],
  exports: [TABLES, CertificatesService, ProgramCertificatesService],
})
export class CertificatesModule {}
