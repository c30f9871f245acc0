import { FormerCredentialUuid } from './former-credential-uuid.entity.js';
import { UserCredentialAttribute } from './user-credential-attribute.entity.js';
import { UserCredential } from './user-credential.entity.js';

export const credentialEntities = [UserCredential, UserCredentialAttribute, FormerCredentialUuid];
