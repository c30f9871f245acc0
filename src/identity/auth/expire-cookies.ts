import type { FastifyReply } from 'fastify';
// For the type of reply.clearCookie.
import type {} from '@fastify/cookie';
import { CSRF_COOKIE } from './csrf/csrf-protection.js';
import { TOKEN_COOKIES } from './token/presented-token.js';

/** Ends a browser's session here: the service's own cookie, and those of a token where they are of this host. */
export function expireCookies(reply: FastifyReply): void {
  for (const name of [CSRF_COOKIE, ...TOKEN_COOKIES]) void reply.clearCookie(name, { path: '/' });
}
