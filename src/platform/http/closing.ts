import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Connections } from './connections.js';

/** Whether the process is about to stop. Probes say so, and connections are not kept. */
@Injectable()
export class Departure {
  private begun = false;

  /** From now on the process is not ready, and each answer is the last of its connection. Requests are served as before. */
  begin(): void {
    this.begun = true;
  }

  get hasBegun(): boolean {
    return this.begun;
  }
}

/**
 * Lets the server close under load. A busy connection would stay open for over a minute for the client's next request,
 * and the stop would wait. So each later answer is the last of its connection.
 * @param patienceMs for callers who have not sent all of a request or do not read the answer
 */
export function closeUnderLoad(
  fastify: FastifyInstance,
  connections: Connections,
  departure: Departure,
  patienceMs: number,
): void {
  fastify.addHook('preClose', (done) => {
    departure.begin();
    connections.close(patienceMs);
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (departure.hasBegun) reply.header('connection', 'close');
    done(null, payload);
  });
}
