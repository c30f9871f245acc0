import type { FastifyInstance } from 'fastify';

/** How often connections that have become idle are looked for while the server closes, milliseconds. */
const SWEEP = 250;

/**
 * Lets the server close under load. Fastify closes the connections that are idle when it begins to close; one that is
 * just then in use would be kept for the client's next request for over a minute, and the stop would wait for it. So an
 * answer from then on is the last of its connection, and what an answer already on its way leaves idle is swept up.
 */
export function closeUnderLoad(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    const sweep = setInterval(() => fastify.server.closeIdleConnections(), SWEEP).unref();
    fastify.server.once('close', () => clearInterval(sweep));
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}
