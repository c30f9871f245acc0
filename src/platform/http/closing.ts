import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Interval of the search for idle connections while the server closes. */
const SWEEP_MS = 250;

/**
 * Lets the server close under load. Fastify only closes connections that are idle at the start of the close. A busy one
 * would stay open for over a minute for the client's next request, and the stop would wait. So each later answer is the
 * last of its connection, and a sweep closes those that earlier answers leave idle. It also closes unused ones, which
 * browsers and pools open in advance: for Node they are busy.
 */
export function closeUnderLoad(fastify: FastifyInstance): void {
  const connections = new Set<Socket>();
  let closing = false;
  fastify.server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  fastify.addHook('preClose', (done) => {
    closing = true;
    const sweep = setInterval(() => {
      fastify.server.closeIdleConnections();
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, SWEEP_MS).unref();
    fastify.server.once('close', () => clearInterval(sweep));
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}
