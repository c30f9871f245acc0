import { Module } from '@nestjs/common';
import { CertificatesModule } from '../certificates.module.js';
import { ProgramCertificatesAdminService } from './program-certificates-admin.service.js';
import { ProgramCertificatesController } from './program-certificates.controller.js';
import { SignatoryImagesController } from './signatory-images/signatory-images.controller.js';
import { SignatoryImagesService } from './signatory-images/signatory-images.service.js';

/** Staff set what programs give and who signs it. */
@Module({
  imports: [CertificatesModule],
  controllers: [ProgramCertificatesController, SignatoryImagesController],
  providers: [ProgramCertificatesAdminService, SignatoryImagesService],
})
export class CertificatesAdminModule {}
