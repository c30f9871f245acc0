import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../config/index.js';
import { PermissionDeniedError } from '../../../platform/errors/index.js';
import { CsrfProtection } from '../csrf/csrf-protection.js';
import { AccessGuard } from './access.guard.js';
import type { Authenticator } from './authenticator.js';

describe('AccessGuard', () => {
  it('is closed for a handler of which nobody has said who may call it', () => {
    const config = loadConfig({});
    const guard = new AccessGuard(config, {} as Authenticator, new CsrfProtection(config));
    const context = { getHandler: () => () => 'secret' } as unknown as ExecutionContext;
    expect(() => guard.canActivate(context)).toThrow(PermissionDeniedError);
  });
});
