import { NotFoundException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { onRequestHookHandler } from 'fastify';
import { completeDocument } from './complete-document.js';

const DOCS_PATH = 'api-docs';

/** Swagger UI runs scripts and styles of this origin only, and calls this origin only. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The files of Swagger UI's package that the page loads. Its folder holds many others. */
const UI_FILES: ReadonlySet<string> = new Set([
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
]);

/** The parts of the document that the platform does not know. */
export interface DocumentOptions {
  /** Title, description, licence and security schemes. */
  readonly head: Omit<OpenAPIObject, 'paths'>;
  /** Operations below this path are documented without forms. */
  readonly jsonOnlyBelow: string;
}

/**
 * Builds the OpenAPI document of all routes. Paths have a trailing slash, as the service writes them.
 * @param base the path below which callers reach the service
 */
export function buildOpenApi(
  app: NestFastifyApplication,
  { head, jsonOnlyBelow }: DocumentOptions,
  base = '/',
): OpenAPIObject {
  // Since 3.1 `null` is a type, which the library writes for `nullable`. `nullable` beside a reference means nothing.
  const config = { ...head, openapi: '3.1.0', servers: [{ url: base }] };
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [withSlash(path), item]),
  );
  completeDocument(document, jsonOnlyBelow);
  return document;
}

function withSlash(path: string): string {
  return path.endsWith('/') || /\.\w+$/.test(path) ? path : `${path}/`;
}

/**
 * Serves the document and Swagger UI at `/api-docs/`. Call it before the application is initialised.
 * @param publicUrl its path counts, since a proxy may serve the service below one; its origin does not, since the page
 * may call only the origin that it came from
 */
export function setUpOpenApi(app: NestFastifyApplication, options: DocumentOptions, publicUrl: string): void {
  const document = buildOpenApi(app, options, new URL(publicUrl).pathname);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (route.url.startsWith(`/${DOCS_PATH}`)) route.onRequest = beforeDocs;
    });
  SwaggerModule.setup(DOCS_PATH, app, document, {
    jsonDocumentUrl: `${DOCS_PATH}/openapi.json`,
    yamlDocumentUrl: `${DOCS_PATH}/openapi.yaml`,
    customSiteTitle: `${document.info.title}: API`,
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, docExpansion: 'list' },
  });
}

/** Runs before every route of the documentation. Sets its policy, and serves only the files that the page needs. */
const beforeDocs: onRequestHookHandler = (request, reply, done) => {
  const { '*': file } = request.params as { '*'?: string };
  void reply.header('content-security-policy', DOCS_POLICY);
  done(file === undefined || UI_FILES.has(file) ? undefined : new NotFoundException());
};
