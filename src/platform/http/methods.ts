import type { FastifyInstance } from 'fastify';
import { MethodNotAllowedError } from '../errors/index.js';

/** The methods of routes. GET includes HEAD. */
export const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'] as const;

/** On existing paths answers OPTIONS with Allow, and other methods 405 with Allow. Looks only at the address. */
export function answerOtherMethods(fastify: FastifyInstance): void {
  // After the onRequest hooks, so that a page of another origin may read the refusal if CORS allows it.
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    // With CORS each path has an OPTIONS route, which is not ours.
    const isOurs = !request.is404 && request.method !== 'OPTIONS';
    const allow = isOurs ? undefined : methodsOf(fastify, request.url);
    if (allow === undefined) done();
    else if (request.method !== 'OPTIONS') done(new MethodNotAllowedError(request.method, allow));
    // Without a length Safari waits for a body after a preflight.
    else void reply.status(204).headers({ allow, 'content-length': '0' }).send();
  });
}

/** The value of Allow; undefined when the path does not exist. */
function methodsOf(fastify: FastifyInstance, url: string): string | undefined {
  const methods = METHODS.filter((method) => {
    // Null when there is no route, although its type does not say so.
    const route: unknown = fastify.findRoute({ method, url });
    return route !== null;
  });
  return methods.length === 0 ? undefined : [...methods, 'OPTIONS'].sort().join(', ');
}
