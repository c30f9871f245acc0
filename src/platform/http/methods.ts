import type { FastifyInstance, HTTPMethods } from 'fastify';
import { MethodNotAllowedError } from './errors.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A path that exists answers 405 with Allow to other methods, and OPTIONS with Allow, instead of a bare 404. */
export class MethodTable {
  private readonly methods = new Map<string, Set<string>>();

  /** Call before the routes are registered. */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url: path, method }) => {
      // With and without the trailing slash is one route.
      const url = path.replace(/(?<=.)\/+$/, '');
      const known = this.methods.get(url) ?? new Set<string>();
      for (const name of [method].flat()) known.add(name);
      this.methods.set(url, known);
    });
  }

  /** Call after the routes are registered. */
  complete(fastify: FastifyInstance): void {
    for (const [url, known] of [...this.methods]) {
      if (url === '*' || url.endsWith('/*')) continue;
      const allow = [...known, 'OPTIONS'].sort().join(', ');
      const missing = METHODS.filter((method) => !known.has(method));
      if (missing.length > 0) {
        fastify.route({
          url,
          method: missing,
          handler: (request) => {
            throw new MethodNotAllowedError(request.method, allow);
          },
        });
      }
      if (!known.has('OPTIONS')) {
        fastify.options(url, (_request, reply) => reply.status(204).header('allow', allow).send());
      }
    }
  }
}
