import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiForbiddenResponse, ApiSecurity, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { ACCESS_RULE, ErrorAnswer } from '../../../platform/http/index.js';
import type { Permission } from '../../users/index.js';
import {
  type AccessRule,
  anyPermissionRule,
  AUTHENTICATED,
  OPTIONAL,
  permissionRule,
  type ServiceUser,
  serviceUserRule,
  STAFF,
} from './access-rule.js';

/** Metadata key of handlers that API keys may call. */
export const ACCEPTS_API_KEY = 'identity:accepts-api-key';

/**
 * API keys may call the handler, too, under its access rule. All others answer 403 to every key, so that a new route
 * shows a key nothing until somebody has thought of its scope (`Principal.scope`).
 */
export const AcceptsApiKey = (): MethodDecorator =>
  applyDecorators(SetMetadata(ACCEPTS_API_KEY, true), ApiSecurity('apiKey'));

/** Anonymous callers pass; a token must be valid. */
export const OptionalAuthentication = (): MethodDecorator => rule(OPTIONAL);

/** Any active user. The service checks the right on the object (see the policies). */
export const RequireAuthenticated = (): MethodDecorator => rule(AUTHENTICATED);

/** Users with this right, of their own or through a group, and superusers. */
export const RequirePermission = (permission: Permission): MethodDecorator =>
  rule(permissionRule(permission));

/** Users with one of these rights. The service checks which of them the request needs. */
export const RequireAnyPermission = (...permissions: readonly Permission[]): MethodDecorator =>
  rule(anyPermissionRule(permissions));

/** Staff and superusers. */
export const RequireStaff = (): MethodDecorator => rule(STAFF);

/** The user that the configuration names for this work; nobody if it names none. */
export const RequireServiceUser = (user: ServiceUser, { orStaff = false } = {}): MethodDecorator =>
  rule(serviceUserRule(user, orStaff));

/** One decorator sets the guard's metadata and the API's description, so that they cannot disagree. */
function rule(access: AccessRule): MethodDecorator {
  return applyDecorators(
    SetMetadata(ACCESS_RULE, access),
    ApiExtension('x-permission', access.words),
    ...security(access),
  );
}

function security({ authentication }: AccessRule): MethodDecorator[] {
  const answers = [
    ApiSecurity('jwt'),
    ApiSecurity('bearer'),
    ApiSecurity({ 'cookie-header-payload': [], 'cookie-signature': [] }),
    ApiUnauthorizedResponse({
      type: ErrorAnswer,
      description: authentication === 'optional' ? 'The token is not valid.' : 'There is no valid token.',
      headers: { 'WWW-Authenticate': { schema: { type: 'string', example: 'JWT realm="api"' } } },
    }),
  ];
  const forbidden = ApiForbiddenResponse({ type: ErrorAnswer, description: 'The caller may not do this.' });
  return authentication === 'optional' ? [ApiSecurity({}), ...answers, forbidden] : [...answers, forbidden];
}
