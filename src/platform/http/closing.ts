import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How often connections that nothing is to be awaited of are looked for while the server closes, milliseconds. */
const SWEEP_MS = 250;

/**
 * Lets the server close under load. Fastify closes the connections that are idle when it begins to close; one that is
 * just then in use would be kept for the client's next request for over a minute, and the stop would wait for it. So an
 * answer from then on is the last of its connection, and what an answer already on its way leaves idle is swept up.
 * So is a connection over which nothing has come, as browsers and pools open them to have one: for Node it is in use.
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
