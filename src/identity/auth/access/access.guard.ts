import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../../config/index.js';
import { ACCESS_RULE } from '../../../platform/http/index.js';
import { NotAuthenticatedError, PermissionDeniedError } from '../../../platform/errors/index.js';
import { setCaller } from '../../../platform/telemetry/index.js';
import type { Principal } from '../../users/index.js';
import { CsrfProtection } from '../csrf/csrf-protection.js';
import { type PresentedToken, presentedToken } from '../token/presented-token.js';
import { digestOf } from '../token/verified-tokens.js';
import type { AccessRule } from './access-rule.js';
import { Authenticator } from './authenticator.js';

/** The same answer for every fault of a token, so that callers do not learn the reason. */
const INVALID_TOKEN = 'Invalid token.';

/**
 * Runs before every handler: identifies the caller and checks the rule. Refuses a handler without a rule.
 * Answers synchronously when it remembers the token and its user, which is nearly always.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  /** Remembers the metadata of the handlers. */
  private readonly rules = new Map<object, AccessRule | undefined>();

  constructor(
    private readonly config: Config,
    private readonly authenticator: Authenticator,
    private readonly csrf: CsrfProtection,
  ) {}

  /** @throws NotAuthenticatedError, PermissionDeniedError */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.ruleOf(context.getHandler());
    if (rule === undefined) throw new PermissionDeniedError();
    if (rule.authentication === 'none') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const presented = presentedToken(request);
    if (presented === undefined) return this.admitAnonymous(rule);
    const { token, from } = presented;
    if (token === undefined) throw new NotAuthenticatedError(INVALID_TOKEN);
    const tokenDigest = digestOf(token);
    const known = this.authenticator.peek(tokenDigest);
    if (known !== undefined) return this.admit(request, rule, from, tokenDigest, known);
    return this.authenticator
      .authenticate(tokenDigest, context)
      .then((caller) => this.admit(request, rule, from, tokenDigest, caller));
  }

  private ruleOf(handler: object): AccessRule | undefined {
    if (!this.rules.has(handler)) {
      this.rules.set(handler, Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule | undefined);
    }
    return this.rules.get(handler);
  }

  private admit(
    request: FastifyRequest,
    rule: AccessRule,
    from: PresentedToken['from'],
    tokenDigest: string,
    caller: Principal | undefined,
  ): boolean {
    if (!caller?.isActive) {
      // A browser sends its cookies with every request, also those of an expired session.
      if (from === 'cookies') return this.admitAnonymous(rule);
      throw new NotAuthenticatedError(INVALID_TOKEN);
    }
    if (from === 'cookies') this.csrf.requireToken(request);
    if (!rule.allows(caller, this.config)) throw new PermissionDeniedError();
    request.principal = caller;
    setCaller({ kind: 'user', id: caller.id, name: caller.username, tokenDigest });
    return true;
  }

  private admitAnonymous(rule: AccessRule): boolean {
    if (rule.authentication === 'required') throw new NotAuthenticatedError();
    return true;
  }
}
