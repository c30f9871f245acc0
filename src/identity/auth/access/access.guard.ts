import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../../config/index.js';
import { ACCESS_RULE } from '../../../platform/http/index.js';
import {
  InvalidTokenError,
  NotAuthenticatedError,
  PermissionDeniedError,
} from '../../../platform/errors/index.js';
import { setCaller } from '../../../platform/telemetry/index.js';
import { API_KEY_PREFIX, ApiKeyReader } from '../../api-keys/index.js';
import type { Principal } from '../../users/index.js';
import { CsrfProtection, isWrite } from '../csrf/csrf-protection.js';
import { type PresentedTokens, presentedTokens } from '../token/presented-token.js';
import { digestOf } from '../token/verified-tokens.js';
import { ACCEPTS_API_KEY } from './access.decorators.js';
import type { AccessRule } from './access-rule.js';
import { Authenticator } from './authenticator.js';

/** For a key on a route without `@AcceptsApiKey()`. */
const NO_API_KEYS = 'API keys may not do this.';

/** The caller, with the digest of the token that names them; null when no token is good. */
interface Found {
  readonly caller: Principal | null;
  readonly tokenDigest: string;
}

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
    private readonly apiKeys: ApiKeyReader,
  ) {}

  /** @throws NotAuthenticatedError, PermissionDeniedError */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.ruleOf(context.getHandler());
    if (rule === undefined) throw new PermissionDeniedError();
    if (rule.authentication === 'none') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const presented = presentedTokens(request);
    if (presented === undefined) return this.admitAnonymous(rule);
    const { tokens, from } = presented;
    const [token] = tokens;
    if (token === undefined) throw new InvalidTokenError();
    if (from === 'header' && token.startsWith(API_KEY_PREFIX)) {
      return this.admitApiKey(request, rule, token, context.getHandler());
    }
    const tokenDigest = digestOf(token);
    const fresh = rule.freshForWrites === true && isWrite(request);
    const known = fresh ? undefined : this.authenticator.peek(tokenDigest);
    if (known || (known === null && tokens.length === 1)) {
      return this.admit(request, rule, from, { caller: known, tokenDigest });
    }
    return this.firstCaller(tokens, context, fresh).then((found) => this.admit(request, rule, from, found));
  }

  /** The user of the first token that is not refused. Only cookies bring more than one. */
  private async firstCaller(
    tokens: readonly string[],
    context: ExecutionContext,
    fresh: boolean,
  ): Promise<Found> {
    for (const token of tokens) {
      const tokenDigest = digestOf(token);
      const known = fresh ? undefined : this.authenticator.peek(tokenDigest);
      const caller =
        known === undefined
          ? await this.authenticator.authenticate(token, tokenDigest, context, fresh)
          : known;
      if (caller !== null) return { caller, tokenDigest };
    }
    return { caller: null, tokenDigest: '' };
  }

  /** A key has no cookies, so nothing against forged requests is needed. */
  private async admitApiKey(
    request: FastifyRequest,
    rule: AccessRule,
    token: string,
    handler: object,
  ): Promise<boolean> {
    const found = await this.apiKeys.find(token);
    if (found === undefined) throw new InvalidTokenError();
    if (Reflect.getMetadata(ACCEPTS_API_KEY, handler) !== true) throw new PermissionDeniedError(NO_API_KEYS);
    const { caller, name } = found;
    if (!rule.allows(caller, this.config)) throw new PermissionDeniedError(undefined, rule.words);
    request.principal = caller;
    setCaller({ kind: 'api-key', id: caller.id, name });
    return true;
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
    from: PresentedTokens['from'],
    { caller, tokenDigest }: Found,
  ): boolean | Promise<boolean> {
    if (caller === null) {
      // A browser sends its cookies with every request, also those of an expired session.
      if (from === 'cookies') return this.admitAnonymous(rule);
      throw new InvalidTokenError();
    }
    if (from === 'cookies' && isWrite(request)) {
      return this.csrf
        .requireToken(request, caller.id)
        .then(() => this.allow(request, rule, tokenDigest, caller));
    }
    return this.allow(request, rule, tokenDigest, caller);
  }

  private allow(request: FastifyRequest, rule: AccessRule, tokenDigest: string, caller: Principal): boolean {
    if (!rule.allows(caller, this.config)) throw new PermissionDeniedError(undefined, rule.words);
    request.principal = caller;
    const client = this.authenticator.clientOf(tokenDigest);
    setCaller({ kind: 'user', id: caller.id, name: caller.username, tokenDigest, client });
    return true;
  }

  private admitAnonymous(rule: AccessRule): boolean {
    if (rule.authentication === 'required') throw new NotAuthenticatedError();
    return true;
  }
}
