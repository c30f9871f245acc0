import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { TokenClaims } from './token-claims.js';

interface CheckedRequest extends FastifyRequest {
  tokenClaims?: TokenClaims | null;
}

/** Runs the passport strategy on a request's token. */
@Injectable()
export class TokenGuard extends AuthGuard('jwt') {
  /** The claims of the request's token; undefined when it is refused, for any reason. */
  async check(context: ExecutionContext): Promise<TokenClaims | undefined> {
    await super.canActivate(context);
    return context.switchToHttp().getRequest<CheckedRequest>().tokenClaims ?? undefined;
  }

  override getAuthenticateOptions(): { property: string } {
    return { property: 'tokenClaims' };
  }

  /** Passport tells why a token is refused; callers must not learn it. */
  override handleRequest<Claims>(error: unknown, claims: Claims | false | null): Claims {
    if (error) throw error as Error;
    return (claims === false ? undefined : claims) as Claims;
  }
}
