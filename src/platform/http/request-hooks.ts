import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { createAccessLog, type Logger, requestContext } from '../telemetry/index.js';
import { ErrorWords, BadRequestError, NotFoundError } from '../errors/index.js';
import type { RequestMeter } from './request-meter.js';

const SANE_ID = /^[\w.:-]{1,128}$/;

/** The caller's request id if it is short and of plain characters, else a new one. */
export function requestId(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && SANE_ID.test(sent) ? sent : randomUUID();
}

/** Headers of every answer. Pages that need more (Swagger UI) set their own policy. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

export function answerProbesOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const probe = /^\/(health|livez|readyz|metrics)\/?$/.test(request.url.split('?', 1)[0]!);
    done(probe ? undefined : new NotFoundError());
  });
}

/** Gives each request its id, context, security headers, log line and share in the metrics. */
export function registerRequestHooks(
  fastify: FastifyInstance,
  logger: Logger,
  meter: RequestMeter,
  https: boolean,
): void {
  const headers = https
    ? { ...SECURITY_HEADERS, 'strict-transport-security': 'max-age=31536000' }
    : SECURITY_HEADERS;
  fastify.addHook('onRequest', (request, reply, done) => {
    meter.begin(reply.raw);
    reply.headers(headers).header('x-request-id', request.id);
    // Fastify keeps this context when the body comes later than the headers.
    requestContext.run({ requestId: request.id, caller: { kind: 'anonymous' } }, () => {
      done(request.url.includes('%00') ? new BadRequestError(ErrorWords.nullCharacters) : undefined);
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
