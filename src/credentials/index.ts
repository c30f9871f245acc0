import { UserCredential } from './entities/user-credential.entity.js';
import { UserCredentialAttribute } from './entities/user-credential-attribute.entity.js';

export { credentialAwarded, credentialRevoked, type CredentialEvent } from './credential-events.js';
export { CredentialIssuer } from './credential-issuer.js';

export type { Certificate, Organization, Signatory } from './earned-certificate.js';
export { readCertificate, readSignature } from './earned-certificate.sql.js';
export { CredentialsModule } from './credentials.module.js';
export { IssueCredentialBody } from './dto/issue-credential.body.js';
export { courseCertificateAvailable, hasCompleted, programVisibleFrom } from './visibility.js';
export { UserCredential };

export const credentialEntities = [UserCredential, UserCredentialAttribute];
