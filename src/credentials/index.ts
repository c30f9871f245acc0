export { AwardService } from './award.service.js';
export { credentialAwarded, credentialRevoked, type CredentialEvent } from './credential-events.js';
export { CredentialsModule } from './credentials.module.js';
export type { EarnedCertificate, IssuingOrganization } from './earned-certificate.js';
export { EarnedCertificatesService } from './earned-certificates.service.js';
export { credentialEntities } from './entities/index.js';
export { UserCredential } from './entities/user-credential.entity.js';
export { courseCertificateAvailable, courseVisibleFrom, hasCompleted } from './visibility.js';
