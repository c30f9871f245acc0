import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NotAuthenticatedError } from '../../../platform/errors/index.js';
import { Config } from '../../../config/index.js';
import { currentDeadline, requestContext } from '../../../platform/telemetry/index.js';
import { type KnownUser, type Principal, standingOf, UserCache, UsersService } from '../../users/index.js';
import { TokenGuard } from '../token/token.guard.js';
import { type VerifiedToken, VerifiedTokens } from '../token/verified-tokens.js';

/** Finds the user of a token. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: VerifiedTokens,
    private readonly users: UserCache,
    private readonly usersService: UsersService,
    private readonly guard: TokenGuard,
    private readonly config: Config,
  ) {}

  /**
   * The user of a recently seen token, synchronously and without SQL: enough for nearly every request. Null: refused,
   * since the user is barred, or has the name only since the token was issued. Undefined: ask `authenticate`.
   */
  peek(tokenDigest: string): Principal | null | undefined {
    const token = this.tokens.find(tokenDigest);
    const user = token && this.users.peek(token.username);
    return user && this.callerOf(token, user);
  }

  /** The client of a token that was seen recently. */
  clientOf(tokenDigest: string): string | undefined {
    return this.tokens.find(tokenDigest)?.client;
  }

  /**
   * The user of a token of the request; null when the token is refused.
   * @param fresh the user as the database knows them now: another process may have taken a right away since
   */
  async authenticate(
    token: string,
    tokenDigest: string,
    context: ExecutionContext,
    fresh: boolean,
  ): Promise<Principal | null> {
    const seen = this.tokens.find(tokenDigest);
    const user = seen && (await (fresh ? this.users.read(seen.username) : this.users.find(seen.username)));
    const known = user && this.callerOf(seen, user);
    if (known !== undefined) return known;
    const { keySet } = this.tokens;
    const claims = await this.guard.check(token, context);
    if (claims === undefined) return null;
    const { username, profile, issuedAt, client } = claims;
    const { id: requestId } = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = { kind: 'sign-in', name: username, tokenDigest, client } as const;
    return requestContext.run({ requestId, caller, deadline: currentDeadline() }, async () => {
      const signedIn = await this.usersService.signIn(username, profile, issuedAt).catch(ifRefused);
      if (signedIn === null) return null;
      this.tokens.add(tokenDigest, claims, keySet);
      if (signedIn.isRefused(this.config)) return null;
      return signedIn.actingBy({ administrator: profile.administrator, issuedAt: issuedAt.getTime() });
    });
  }

  /** The user, if the token is of them; null if it is refused; undefined if only a sign-in can tell. */
  private callerOf(token: VerifiedToken, user: KnownUser): Principal | null | undefined {
    const standing = standingOf(token, user.name);
    if (standing === 'refused' || user.isRefused(this.config)) return null;
    return standing === 'good' ? user.actingBy(token) : undefined;
  }
}

/** Null: bad cookies make the caller anonymous, so a refusal is not an error here. */
function ifRefused(error: unknown): null {
  if (error instanceof NotAuthenticatedError) return null;
  throw error;
}
