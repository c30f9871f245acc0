import type { FastifyInstance } from 'fastify';
import { MethodNotAllowedError } from '../errors/index.js';

/** What routes of the service are made for; GET brings HEAD along. */
export const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'] as const;

/**
 * A path that exists answers 405 with Allow to every other method, and OPTIONS with Allow, instead of a bare 404.
 * Nothing of the request is looked at for that but its address.
 */
export function answerOtherMethods(fastify: FastifyInstance): void {
  // After the hooks of onRequest: a page of another origin may read the refusal if CORS allows it.
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    // With CORS each path has an OPTIONS, which is nobody's.
    const isOurs = !request.is404 && request.method !== 'OPTIONS';
    const allow = isOurs ? undefined : methodsOf(fastify, request.url);
    if (allow === undefined) done();
    else if (request.method !== 'OPTIONS') done(new MethodNotAllowedError(request.method, allow));
    // Without a length Safari waits for a body after a preflight.
    else void reply.status(204).headers({ allow, 'content-length': '0' }).send();
  });
}

/** The value of Allow; undefined where there is no such path. */
function methodsOf(fastify: FastifyInstance, url: string): string | undefined {
  const methods = METHODS.filter((method) => {
    // Null where there is none, of which its type says nothing.
    const route: unknown = fastify.findRoute({ method, url });
    return route !== null;
  });
  return methods.length === 0 ? undefined : [...methods, 'OPTIONS'].sort().join(', ');
}
