import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createAccessLog, type Logger, requestContext } from '../telemetry/index.js';
import { BadRequestError, NotFoundError } from '../errors/index.js';
import type { RequestDeadlines } from './deadlines.js';
import { refusalWords } from './refusal-words.js';
import type { RequestMeter } from './request-meter.js';

/** Addresses are ASCII. Raw bytes of other characters would be read as Latin-1, and so as another name. */
const NOT_ASCII = /[^\x21-\x7e]/;

const SANE_ID = /^[\w.:-]{1,128}$/;

/** The caller's request id if it is short and of plain characters, else a new one. */
export function requestId(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && SANE_ID.test(sent) ? sent : randomUUID();
}

/** Node would refuse a request without a host by itself, without the headers of our answers. */
function isMalformed({ url, raw }: FastifyRequest): boolean {
  return NOT_ASCII.test(url) || (raw.headers.host === undefined && raw.httpVersion === '1.1');
}

export function answerProbesOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const probe = /^\/(health|livez|readyz|metrics)\/?$/.test(request.url.split('?', 1)[0]!);
    done(probe ? undefined : new NotFoundError());
  });
}

/**
 * Gives each request its id, context, deadline, log line and share in the metrics.
 * @param headers those of every answer
 */
export function registerRequestHooks(
  fastify: FastifyInstance,
  logger: Logger,
  meter: RequestMeter,
  deadlines: RequestDeadlines,
  headers: Readonly<Record<string, string>>,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    // Fastify keeps this context when the body comes later than the headers.
    const deadline = deadlines.begin(request, reply);
    meter.begin();
    // Fastify has no hook for the end of an aborted request. One listener for both costs less than two.
    reply.raw.on('close', () => {
      const isAborted = !reply.raw.writableFinished;
      deadlines.close(deadline, isAborted);
      meter.close(isAborted);
    });
    requestContext.run({ requestId: request.id, caller: { kind: 'anonymous' }, deadline }, () => {
      done(isMalformed(request) ? new BadRequestError(refusalWords(400)) : undefined);
    });
  });
  const log = createAccessLog(logger);
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id: requestId, method } = request;
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    const route = request.routeOptions.url ?? '';
    log({ requestId, method, route, status, milliseconds });
    meter.end(method, route, status, milliseconds / 1000);
    done();
  });
}
