import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestContext } from '../../../platform/telemetry/index.js';
import { type Principal, UserCache, UsersService } from '../../users/index.js';
import { TokenGuard } from '../token/token.guard.js';
import { VerifiedTokens } from '../token/verified-tokens.js';

/** Finds the user of a token. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: VerifiedTokens,
    private readonly users: UserCache,
    private readonly usersService: UsersService,
    private readonly guard: TokenGuard,
  ) {}

  /** The user of a recently seen token, synchronously and without SQL: enough for nearly every request. */
  peek(tokenDigest: string): Principal | undefined {
    const username = this.tokens.usernameOf(tokenDigest);
    return username === undefined ? undefined : this.users.peek(username);
  }

  /** The user of the request's token; undefined when the token is refused. */
  async authenticate(tokenDigest: string, context: ExecutionContext): Promise<Principal | undefined> {
    const knownName = this.tokens.usernameOf(tokenDigest);
    const known = knownName === undefined ? undefined : await this.users.find(knownName);
    if (known !== undefined) return known;
    const { keySet } = this.tokens;
    const claims = await this.guard.check(context);
    if (claims === undefined) return undefined;
    const { username, profile, issuedAt } = claims;
    const { id: requestId } = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = { kind: 'sign-in', name: username, tokenDigest } as const;
    const principal = await requestContext.run({ requestId, caller }, () =>
      this.usersService.signIn(username, profile, issuedAt),
    );
    this.tokens.add(tokenDigest, claims, keySet);
    return principal;
  }
}
