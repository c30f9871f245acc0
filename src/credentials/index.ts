export { AwardService, OutdatedReportError, type StatusReport } from './award.service.js';
export {
  AwardAgainService,
  BulkAwardService,
  type BulkItem,
  filterOf,
  findUuids,
  isFailure,
  nameCredentials,
  type Outcome,
  readItems,
  type RevocationFilter,
  RevocationFilterBody,
  RevocationService,
} from './bulk/index.js';
export {
  credentialAwarded,
  type CredentialChange,
  credentialChanged,
  type CredentialEvent,
  credentialOfSubject,
  credentialRevoked,
  subjectOfCredential,
} from './credential-events.js';
export { CredentialsService } from './credentials.service.js';
export { NO_SUCH_CREDENTIAL } from './dto/credential.answer.js';
export { CredentialsModule } from './credentials.module.js';
export type {
  EarnedCertificate,
  EarnedCourse,
  IssuingOrganization,
  PictureContent,
  ScannedSignature,
  StoredPicture,
} from './earned-certificate.js';
export { EXPORT_FIELDS, ExportQuery, ExportService, USUAL_FIELDS } from './export/index.js';
export { EarnedCertificatesService } from './earned-certificates.service.js';
export { credentialEntities } from './entities/index.js';
export { UserCredential } from './entities/user-credential.entity.js';
export {
  courseCertificateAvailable,
  courseVisibleFrom,
  hasCompleted,
  notVisibleBecause,
  programVisibleFrom,
} from './visibility.js';
export { AwaitedCourseAnswer, NotVisibleAnswer } from './dto/credential.answer.js';
export { areInScope, type CertificateKey, credentialInScope } from './scope.sql.js';
export type { IssueCredentialBody } from './dto/issue-credential.body.js';
export { findRivalCredentials, joinCredentials, type RivalCredentials } from './merge.js';
export { forgetAttributes } from './forget-attributes.sql.js';
