import type { FastifyInstance } from 'fastify';

/** A line of Fastify's tree, such as `│   └── /:id (GET, HEAD)`. */
const LINE = /^((?:│ {3}| {4})*)[├└]── (\S+) \(([A-Z, ]+)\)$/;

/** The operations that the application serves, as openapi.json writes them. HEAD comes with GET. */
export function servedRoutes(fastify: FastifyInstance): string[] {
  const parents: string[] = [];
  return fastify
    .printRoutes({ commonPrefix: false })
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, indent, part, methods] = LINE.exec(line) ?? [];
      if (indent === undefined || part === undefined || methods === undefined) {
        throw new Error(`Fastify prints its routes in another form: ${line}`);
      }
      const depth = indent.length / 4;
      const path = (depth === 0 ? '' : parents[depth - 1]!) + part;
      parents[depth] = path;
      const described = path.replace(/:(\w+)/g, '{$1}');
      const slash = /\.\w+$|\/$/.test(path) ? '' : '/';
      return methods
        .split(', ')
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${described}${slash}`);
    });
}
