import type { FastifyInstance, FastifyReply } from 'fastify';

/** For every answer that does not say anything else: no cache keeps what one person may see. */
export const PRIVATE = 'private, no-store';

/** The headers that decide who the caller is. */
export const CALLER = 'Authorization, Cookie';

/** Tells caches that the answer depends on these headers of the request, too. */
export function varyBy(reply: FastifyReply, names: string): void {
  const vary = reply.getHeader('vary');
  reply.header('vary', vary === undefined ? names : `${names}, ${String(vary)}`);
}

/**
 * Answers belong to their caller unless a handler says `Cache-Control: public`. A cache that keeps one all the same must
 * not give it to somebody else.
 */
export function keepPrivate(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const control = reply.getHeader('cache-control');
    if (control === undefined) reply.header('cache-control', PRIVATE);
    if (typeof control !== 'string' || !control.startsWith('public')) varyBy(reply, CALLER);
    done(null, payload);
  });
}
