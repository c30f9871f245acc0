export {
  AcceptsApiKey,
  OptionalAuthentication,
  RequireAnyPermission,
  RequireAuthenticated,
  RequirePermission,
  RequireServiceUser,
  RequireStaff,
} from './access/access.decorators.js';
export { AccessGuard } from './access/access.guard.js';
export { Caller } from './access/caller.decorator.js';
export { AuthModule } from './auth.module.js';
export { expireCookies } from './expire-cookies.js';
export { jwkSource } from './keys/jwk-source.js';
export { SharedSecret } from './keys/shared-secret.js';
export { signToken } from './keys/sign-token.js';
