import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../config/index.js';
import { NotAuthenticatedError, PermissionDeniedError } from '../../../platform/errors/index.js';
import { ACCESS_RULE } from '../../../platform/http/index.js';
import { principalWith } from '../../../../test/support/principal.js';
import type { Principal } from '../../users/index.js';
import type { ApiKeyReader } from '../../api-keys/index.js';
import { CsrfProtection } from '../csrf/csrf-protection.js';
import { type AccessRule, AUTHENTICATED, OPTIONAL } from './access-rule.js';
import { AccessGuard } from './access.guard.js';
import type { Authenticator } from './authenticator.js';

const config = loadConfig({});
const COOKIES = 'edx-jwt-cookie-header-payload=a.b; edx-jwt-cookie-signature=c';
const ann = principalWith({ username: 'ann' });

/** Asks the guard for a caller whose cookies hold a token of this user. */
function ask(rule: AccessRule | undefined, method: string, user: Principal | null, csrf?: string) {
  const handler = () => 'secret';
  if (rule !== undefined) Reflect.defineMetadata(ACCESS_RULE, rule, handler);
  const request = {
    method,
    headers: { cookie: COOKIES, 'x-csrftoken': csrf },
    raw: { rawHeaders: [] },
    principal: undefined,
  };
  const context = {
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const guard = new AccessGuard(
    config,
    { peek: () => user, clientOf: () => undefined } as unknown as Authenticator,
    new CsrfProtection(config, { csrfKey: () => Promise.resolve('key') }),
    { find: () => Promise.resolve(undefined) } as unknown as ApiKeyReader,
  );
  return { request, answer: () => guard.canActivate(context) };
}

describe('AccessGuard', () => {
  it('is closed for a handler of which nobody has said who may call it', () => {
    expect(ask(undefined, 'GET', ann).answer).toThrow(PermissionDeniedError);
  });

  it('answers at once for cookies whose user it remembers, and says who calls', () => {
    const { request, answer } = ask(AUTHENTICATED, 'GET', ann);
    expect(answer()).toBe(true);
    expect(request.principal).toBe(ann);
  });

  it('refuses a write by cookies without a token against forged requests', async () => {
    const { request, answer } = ask(AUTHENTICATED, 'POST', ann, 'wrong');
    await expect(answer()).rejects.toThrow(PermissionDeniedError);
    expect(request.principal).toBeUndefined();
  });

  it('takes a caller with refused cookies for anonymous, as after the end of a session', () => {
    const { request, answer } = ask(OPTIONAL, 'GET', null);
    expect(answer()).toBe(true);
    expect(request.principal).toBeUndefined();
    expect(ask(AUTHENTICATED, 'GET', null).answer).toThrow(NotAuthenticatedError);
  });
});
