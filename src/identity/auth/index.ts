export {
  OptionalAuthentication,
  RequireAuthenticated,
  RequirePermission,
  RequireServiceUser,
  RequireStaff,
} from './access/access.decorators.js';
export { AccessGuard } from './access/access.guard.js';
export type { AccessRule, ServiceUser } from './access/access-rule.js';
export { CurrentUser } from './access/current-user.decorator.js';
export { AuthModule } from './auth.module.js';
export { parseJwkSet } from './keys/jwk-set.js';
export { PublicKeys } from './keys/public-keys.js';
export { SharedSecret } from './keys/shared-secret.js';
export { signToken, type TokenOptions } from './keys/sign-token.js';
