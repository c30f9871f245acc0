import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '../errors/index.js';
import type { DocumentFile } from '../openapi/index.js';
import { KeptFile } from './kept-file.js';
import { DOCUMENTATION_POLICY } from './security-headers.js';

const PATH = '/api-docs';

/**
 * Serves the API's document and Swagger UI at `/api-docs/`. Anyone may ask for them, so each file is made once and
 * answered from memory.
 */
export function serveDocumentation(fastify: FastifyInstance, files: ReadonlyMap<string, DocumentFile>): void {
  const kept = new Map([...files].map(([name, { type, make }]) => [name, new KeptFile(type, make)]));
  const serve = async (name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const file = kept.get(name);
    if (file === undefined) throw new NotFoundError();
    void reply.header('content-security-policy', DOCUMENTATION_POLICY);
    await file.answer(request, reply);
  };
  fastify.get(PATH, (request, reply) => {
    // The page names its files relative to an address with a slash at its end.
    if (new URL(request.url, 'http://host').pathname.endsWith('/')) return serve('', request, reply);
    return reply.redirect('./api-docs/');
  });
  fastify.get<{ Params: { file: string } }>(`${PATH}/:file`, (request, reply) =>
    serve(request.params.file, request, reply),
  );
}
