import type { FastifyInstance } from 'fastify';
import { MethodNotAllowedError } from '../errors/index.js';

/** The methods of routes. GET includes HEAD. */
export const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'] as const;

/** On existing paths answers OPTIONS with Allow, and other methods 405 with Allow. Looks only at the address. */
export function answerOtherMethods(fastify: FastifyInstance): void {
  const literalPaths = new Set<string>();
  fastify.addHook('onRoute', ({ url }) => {
    if (!/[:*]/.test(url)) literalPaths.add(pathOf(url));
  });
  // After the onRequest hooks, so that a page of another origin may read the refusal if CORS allows it.
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    const isLiteral = literalPaths.has(pathOf(request.url));
    // `bulk` is no id: without this GET of a path that has POST only would go to the route of `:id` beside it.
    const isOther = isLiteral && request.routeOptions.url?.includes(':') === true;
    // With CORS each path has an OPTIONS route, which is not ours.
    const isOurs = !request.is404 && request.method !== 'OPTIONS' && !isOther;
    const allow = isOurs ? undefined : methodsOf(fastify, request.url, isLiteral);
    if (allow === undefined) done();
    else if (request.method !== 'OPTIONS') done(new MethodNotAllowedError(request.method, allow));
    // Without a length Safari waits for a body after a preflight.
    else void reply.status(204).headers({ allow, 'content-length': '0' }).send();
  });
}

/** The value of Allow; undefined when the path does not exist. A literal path has none of the methods of parameters. */
function methodsOf(fastify: FastifyInstance, url: string, isLiteral: boolean): string | undefined {
  const methods = METHODS.filter((method) => {
    // Null when there is no route, although its type does not say so.
    const route = fastify.findRoute({ method, url }) as { params?: object } | null;
    return route !== null && !(isLiteral && Object.keys(route.params ?? {}).length > 0);
  });
  return methods.length === 0 ? undefined : [...methods, 'OPTIONS'].sort().join(', ');
}

function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
