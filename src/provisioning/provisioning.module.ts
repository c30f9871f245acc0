import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/index.js';
import { CertificatesModule } from '../certificates/index.js';
import { IdentityModule } from '../identity/index.js';
import { InstallationProblems } from './installation-problems.js';
import { ProvisioningService } from './provisioning.service.js';

/** Applies a description of the whole installation. */
@Module({
  imports: [IdentityModule, CatalogModule, CertificatesModule],
  providers: [ProvisioningService, InstallationProblems],
  exports: [ProvisioningService],
})
export class ProvisioningModule {}
