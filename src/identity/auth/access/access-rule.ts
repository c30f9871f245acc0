import type { Config } from '../../../config/index.js';
import type { Permission, Principal } from '../../users/index.js';

/** Says who may call a route. */
export interface AccessRule {
  /** `none`: callers need no identity. `optional`: anonymous callers pass, a bad token does not. */
  readonly authentication: 'none' | 'optional' | 'required';
  /** The rule in words, for the API documentation. */
  readonly words: string;
  /** Whether this caller may call the route. Not called for anonymous callers. */
  readonly allows: (caller: Principal, config: Config) => boolean;
  /** A request that may change something is judged by the caller's row as it is now, not as this process remembers it. */
  readonly freshForWrites?: boolean;
}

export type ServiceUser = 'learnerStatusWorker' | 'usernameReplacementWorker';

const SERVICE_USER_WORDS: Readonly<Record<ServiceUser, string>> = {
  learnerStatusWorker: 'the learner status worker',
  usernameReplacementWorker: 'the username replacement worker only',
};

const anyone = (): boolean => true;

export const OPTIONAL: AccessRule = {
  authentication: 'optional',
  words: 'anyone; who is signed in may see more',
  allows: anyone,
};

export const AUTHENTICATED: AccessRule = {
  authentication: 'required',
  words: 'any user; what they may see or do is decided by the object',
  allows: anyone,
};

export const STAFF: AccessRule = {
  authentication: 'required',
  words: 'staff',
  allows: (caller) => caller.isStaff,
  freshForWrites: true,
};

export function permissionRule(permission: Permission): AccessRule {
  return { authentication: 'required', words: permission, allows: (caller) => caller.has(permission) };
}

/** One of these permissions is enough for the route; the service asks for those that the request needs. */
export function anyPermissionRule(permissions: readonly Permission[]): AccessRule {
  return {
    authentication: 'required',
    words: `${permissions.join(' or ')}, as the request needs`,
    allows: (caller) => permissions.some((permission) => caller.has(permission)),
  };
}

/** Only the configured user may call the route, and with `orStaff` also staff. Without it a superuser may not. */
export function serviceUserRule(user: ServiceUser, orStaff: boolean): AccessRule {
  return {
    authentication: 'required',
    words: orStaff ? `staff, or ${SERVICE_USER_WORDS[user]}` : SERVICE_USER_WORDS[user],
    allows: (caller, config) => {
      const name = config[user];
      return (name !== undefined && caller.isNamed(name)) || (orStaff && caller.isStaff);
    },
  };
}
