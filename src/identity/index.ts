import { apiKeyEntities } from './api-keys/index.js';
import { IdempotencyKey } from './idempotency/index.js';
import { Site, SiteLogo } from './site/index.js';
import { ThrottleHits } from './throttle/index.js';
import { userEntities } from './users/index.js';

export { MOST_LIFE_DAYS, USUAL_LIFE_DAYS } from './api-keys/index.js';
export { ApiKeysService, inDays } from './admin/api-keys/api-keys.service.js';
export { IdentityAdminModule } from './admin/identity-admin.module.js';
export {
  AcceptsApiKey,
  Caller,
  expireCookies,
  jwkSource,
  OptionalAuthentication,
  RequireAnyPermission,
  RequireAuthenticated,
  RequirePermission,
  RequireServiceUser,
  RequireStaff,
  SharedSecret,
  signToken,
} from './auth/index.js';
export { AnswersSecret, KeyCleaner } from './idempotency/index.js';
export { IdentityModule } from './identity.module.js';
export {
  isRetiredUser,
  LearnerNames,
  LmsNamesClient,
  MAIL_WAIT_MS,
  nameIsAwaited,
  type NamedMailRow,
  type NamedRow,
  nameWaitUntil,
  PAGE_WAIT_MS,
  printedName,
} from './names/index.js';
export {
  MAIL_LOGO,
  MailBrands,
  Site,
  SITE_ID,
  SiteLogo,
  SiteLogoService,
  SitesService,
} from './site/index.js';
export { Throttle } from './throttle/index.js';
export {
  accountNamed,
  type AwardedNumber,
  closeMerged,
  findMerged,
  isKeyUsername,
  type Learner,
  lockMergePair,
  type MergePair,
  named,
  type NumberedLearner,
  parsePermission,
  type Permission,
  PERMISSION_NAMES,
  PERMISSIONS,
  Principal,
  readProfileClaims,
  requireLearnerName,
  type RowCounts,
  type Standing,
  User,
  type UserDescription,
  usernameDigest,
  UsersService,
  type UserUpsert,
} from './users/index.js';

/** The tables of this module, for the data source. */
export const identityEntities = [
  Site,
  SiteLogo,
  ...userEntities,
  ...apiKeyEntities,
  ThrottleHits,
  IdempotencyKey,
];
