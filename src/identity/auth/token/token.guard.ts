import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { TokenClaims } from './token-claims.js';

/** A request of which one token is checked. */
export interface CheckedRequest extends FastifyRequest {
  checkedToken?: string;
  tokenClaims?: TokenClaims | null;
}

/** Runs the passport strategy on a token of a request. */
@Injectable()
export class TokenGuard extends AuthGuard('jwt') {
  /** The claims of a token; undefined when it is refused, for any reason. One check a request at a time. */
  async check(token: string, context: ExecutionContext): Promise<TokenClaims | undefined> {
    const request = context.switchToHttp().getRequest<CheckedRequest>();
    request.checkedToken = token;
    await super.canActivate(context);
    return request.tokenClaims ?? undefined;
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
