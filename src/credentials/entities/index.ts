import { UserCredentialAttribute } from './user-credential-attribute.entity.js';
import { UserCredential } from './user-credential.entity.js';

/** All tables of what was earned. */
export const credentialEntities = [UserCredential, UserCredentialAttribute];
