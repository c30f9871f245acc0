import type { FastifyInstance } from 'fastify';
import { ignoredParameters } from '../validation/index.js';

/** Names the parameters of a query that its route does not know, so that a misspelt filter does not pass unnoticed. */
export function nameIgnoredParameters(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const names = ignoredParameters(request.query);
    if (names !== undefined) reply.header('x-ignored-parameters', names);
    done(null, payload);
  });
}
