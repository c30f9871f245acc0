export { AwardService } from './award.service.js';
export { BulkAwardService, type BulkItem, isFailure, type Outcome, readItems } from './bulk/index.js';
export {
  credentialAwarded,
  type CredentialEvent,
  credentialOfSubject,
  credentialRevoked,
  subjectOfCredential,
} from './credential-events.js';
export { CredentialsModule } from './credentials.module.js';
export type {
  EarnedCertificate,
  EarnedCourse,
  IssuingOrganization,
  PictureContent,
  ScannedSignature,
  StoredPicture,
} from './earned-certificate.js';
export { EarnedCertificatesService } from './earned-certificates.service.js';
export { credentialEntities } from './entities/index.js';
export { UserCredential } from './entities/user-credential.entity.js';
export {
  courseCertificateAvailable,
  courseVisibleFrom,
  hasCompleted,
  programVisibleFrom,
} from './visibility.js';
export { areInScope, type CertificateKey, credentialInScope } from './scope.sql.js';
export type { IssueCredentialBody } from './dto/issue-credential.body.js';
export { findRivalCredentials, joinCredentials, type RivalCredentials } from './merge.js';
export { forgetAttributes } from './forget-attributes.sql.js';
