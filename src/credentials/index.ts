export { AwardService } from './award.service.js';
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
export { ExportQuery, ExportService } from './export/index.js';
export { EarnedCertificatesService } from './earned-certificates.service.js';
export { credentialEntities } from './entities/index.js';
export { UserCredential } from './entities/user-credential.entity.js';
export {
  courseCertificateAvailable,
  courseVisibleFrom,
  hasCompleted,
  programVisibleFrom,
} from './visibility.js';
export type { IssueCredentialBody } from './dto/issue-credential.body.js';
export { forgetAttributes } from './forget-attributes.sql.js';
