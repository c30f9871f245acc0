import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../users/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; set by the access guard, absent for anonymous calls. */
    principal?: Principal;
  }
}

/** The caller: a `Principal`, or undefined for an anonymous call of a route with `@OptionalAuthentication()`. */
export const Caller = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().principal,
);
