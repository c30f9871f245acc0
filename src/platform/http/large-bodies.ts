import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { currentOrigin } from '../telemetry/index.js';
import { ArrivingBodies } from './arriving-bodies.js';
import { bodyExceeds } from './body-size.js';
import { LargeBodyTurns } from './large-body-turns.js';

/** A smaller body is read by Fastify: it costs little, and usually comes with the headers. */
const SMALL_BODY_BYTES = 16 * 1024;

/** Whether a request's body is too large to be read like others. */
export function bringsLargeBody({ raw }: FastifyRequest): boolean {
  return bodyExceeds(raw, SMALL_BODY_BYTES);
}

/**
 * Reads large bodies within limits of speed, time and memory. On routes with `@LargeBody` a body takes its turn once it
 * has arrived, so a caller who is slow in sending keeps no turn from others.
 */
export function receiveLargeBodies(fastify: FastifyInstance, requestTimeoutMs: number): void {
  const arriving = new ArrivingBodies();
  const turns = new LargeBodyTurns(requestTimeoutMs);
  const ends = new WeakMap<FastifyRequest, () => void>();

  const receive = async (request: FastifyRequest, response: Parameters<typeof turns.take>[1]) => {
    const { config, bodyLimit } = request.routeOptions;
    const { caller } = currentOrigin();
    const key = 'id' in caller ? `user ${caller.id}` : caller.kind;
    const body = await arriving.receive(request.raw, bodyLimit, key);
    try {
      if (config.handler !== undefined) ends.set(request, await turns.take(key, response));
    } finally {
      body.release();
    }
    return Readable.from([body.bytes], { objectMode: false });
  };

  // With callbacks: every request passes here, and a promise for each costs time.
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    // Fastify itself refuses a body whose headers say that it is too large, and reads none without a route.
    const isForUs = bringsLargeBody(request) && !request.is404 && request.method !== 'GET';
    if (!isForUs || Number(request.headers['content-length']) > request.routeOptions.bodyLimit) {
      done(null, payload);
      return;
    }
    receive(request, reply.raw).then(
      (stream) => done(null, stream),
      (error: unknown) => done(error as Error),
    );
  });
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    if (request.routeOptions.config.handler !== undefined) ends.get(request)?.();
    done(null, payload);
  });
}
