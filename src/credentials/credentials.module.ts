import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CertificatesModule } from '../certificates/index.js';
import { IdentityModule } from '../identity/index.js';
import { AwardService } from './award.service.js';
import {
  AwardAgainService,
  BulkAwardService,
  BulkController,
  BulkCredentialsService,
  BulkPlanner,
  RevocationService,
} from './bulk/index.js';
import { CredentialChanges } from './credential-changes.js';
import { CredentialEvents } from './credential-events.js';
import { CredentialsService } from './credentials.service.js';
import { CredentialsV1Controller } from './credentials-v1.controller.js';
import { CredentialsController } from './credentials.controller.js';
import { ExportController, ExportService } from './export/index.js';
import { EarnedCertificatesService } from './earned-certificates.service.js';
import { credentialEntities } from './entities/index.js';

/** Earned credentials: award, revoke, list, read, visibility. */
@Module({
  imports: [TypeOrmModule.forFeature(credentialEntities), IdentityModule, CertificatesModule],
  // The routes of lists come first: a uuid is any word.
  controllers: [BulkController, ExportController, CredentialsController, CredentialsV1Controller],
  providers: [
    AwardAgainService,
    AwardService,
    BulkAwardService,
    BulkCredentialsService,
    BulkPlanner,
    CredentialChanges,
    ExportService,
    CredentialsService,
    CredentialEvents,
    EarnedCertificatesService,
    RevocationService,
  ],
  exports: [
    AwardAgainService,
    AwardService,
    BulkAwardService,
    CredentialsService,
    EarnedCertificatesService,
    ExportService,
    RevocationService,
  ],
})
export class CredentialsModule {}
