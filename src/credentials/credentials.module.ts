import { Module } from '@nestjs/common';
import { CertificatesModule } from '../certificates/index.js';
import { IdentityModule } from '../identity/index.js';
import { CredentialEvents } from './credential-events.js';
import { CredentialIssuer } from './credential-issuer.js';
import { CredentialsService } from './credentials.service.js';
import { CredentialsV1Controller } from './credentials-v1.controller.js';
import { CredentialsController } from './credentials.controller.js';

/** What was earned: issue, revoke, list, visibility. */
@Module({
  imports: [IdentityModule, CertificatesModule],
  controllers: [CredentialsController, CredentialsV1Controller],
  providers: [CredentialsService, CredentialIssuer, CredentialEvents],
  exports: [CredentialsService, CredentialIssuer],
})
export class CredentialsModule {}
