import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../users/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the access guard, absent when nobody has signed in. */
    principal?: Principal;
  }
}

/** The caller: a `Principal`, or undefined on a route with `@OptionalAuthentication()` that is called anonymously. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().principal,
);
