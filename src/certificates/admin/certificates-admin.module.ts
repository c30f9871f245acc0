import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogModule } from '../../catalog/index.js';
import { CertificatesModule } from '../certificates.module.js';
import { ProgramCertificate } from '../entities/program-certificate.entity.js';
import { Signatory } from '../entities/signatory.entity.js';
import { ProgramCertificatesAdminService } from './program-certificates-admin.service.js';
import { ProgramCertificatesController } from './program-certificates.controller.js';
import { SignatoryImagesController } from './signatory-images/signatory-images.controller.js';
import { SignatoryImagesService } from './signatory-images/signatory-images.service.js';

/** Staff configure the certificates of programs and their signatories. */
@Module({
  imports: [TypeOrmModule.forFeature([ProgramCertificate, Signatory]), CatalogModule, CertificatesModule],
  controllers: [ProgramCertificatesController, SignatoryImagesController],
  providers: [ProgramCertificatesAdminService, SignatoryImagesService],
})
export class CertificatesAdminModule {}
