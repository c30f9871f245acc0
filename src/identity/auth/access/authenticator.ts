import { type ExecutionContext, Injectable } from '@nestjs/common';
import { type Principal, UserCache, UsersService } from '../../users/index.js';
import { TokenGuard } from '../token/token.guard.js';
import { VerifiedTokens } from '../token/verified-tokens.js';

/** From a token to its user. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: VerifiedTokens,
    private readonly users: UserCache,
    private readonly usersService: UsersService,
    private readonly guard: TokenGuard,
  ) {}

  /** The user of a token seen shortly before, without waiting and without SQL: nearly every request. */
  peek(token: string): Principal | undefined {
    const username = this.tokens.usernameOf(token);
    return username === undefined ? undefined : this.users.peek(username);
  }

  /** The user of the token in this request; undefined when the token is refused. */
  async authenticate(token: string, context: ExecutionContext): Promise<Principal | undefined> {
    const username = this.tokens.usernameOf(token);
    const known = username === undefined ? undefined : await this.users.get(username);
    if (known !== undefined) return known;
    const { keySet } = this.tokens;
    const claims = await this.guard.check(context);
    if (claims === undefined) return undefined;
    const principal = await this.usersService.signIn(claims.username, claims.profile, claims.issuedAt);
    this.tokens.add(token, claims, keySet);
    return principal;
  }
}
