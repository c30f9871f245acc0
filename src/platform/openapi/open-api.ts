import { NotFoundException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { onRequestHookHandler } from 'fastify';
import { completeDocument } from './complete-document.js';

const DOCS_PATH = 'api-docs';

/** Swagger UI runs its own scripts and styles from this origin and calls nothing but this origin. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What the page loads of Swagger UI's package, whose folder holds much else. */
const UI_FILES: ReadonlySet<string> = new Set([
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
]);

const DESCRIPTION = `Issues, lists, reads and revokes course and program credentials.

**Signing in.** Every call but the public ones carries a token: press *Authorize* and enter \`JWT <token>\`
(or the bare token under *bearer*). On a developer's machine \`npm run --silent cli -- token <username>\` prints one.

**Answers.** JSON in UTF-8, times in UTC with microseconds. Lists come twenty to a page. A wrong request is 400 with a list of
messages per wrong field; every other error is \`{"detail": "..."}\`. A path answers 405 with \`Allow\` to a method that it does
not have. Each answer carries \`X-Request-Id\`.

**Bodies.** JSON, or where an operation lists it also a form: booleans as \`True\` and \`False\`, a list as several values of its name.`;

/**
 * The OpenAPI document of all routes, with paths as the service writes them: with a trailing slash.
 * @param base the path below which callers reach the service
 */
export function buildOpenApi(app: NestFastifyApplication, base = '/'): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Credentials service')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(base)
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: '`JWT <token>` or `Bearer <token>`',
      },
      'jwt',
    )
    .addApiKey(
      { type: 'apiKey', in: 'cookie', name: 'edx-jwt-cookie-header-payload' },
      'cookie-header-payload',
    )
    .addApiKey({ type: 'apiKey', in: 'cookie', name: 'edx-jwt-cookie-signature' }, 'cookie-signature')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [withSlash(path), item]),
  );
  completeDocument(document);
  return document;
}

function withSlash(path: string): string {
  return path.endsWith('/') || /\.\w+$/.test(path) ? path : `${path}/`;
}

/**
 * Serves the document and Swagger UI at `/api-docs/`. Call before the application is initialised.
 * @param publicUrl a proxy in front may serve the service below a path; the origin is left out, since the page may call
 * only the one that it came from
 */
export function setUpOpenApi(app: NestFastifyApplication, publicUrl: string): void {
  const document = buildOpenApi(app, new URL(publicUrl).pathname);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (route.url.startsWith(`/${DOCS_PATH}`)) route.onRequest = beforeDocs;
    });
  SwaggerModule.setup(DOCS_PATH, app, document, {
    jsonDocumentUrl: `${DOCS_PATH}/openapi.json`,
    yamlDocumentUrl: `${DOCS_PATH}/openapi.yaml`,
    customSiteTitle: 'Credentials service: API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, docExpansion: 'list' },
  });
}

/** Before every route of the documentation: its own policy, and nothing but the files that the page needs. */
const beforeDocs: onRequestHookHandler = (request, reply, done) => {
  const { '*': file } = request.params as { '*'?: string };
  void reply.header('content-security-policy', DOCS_POLICY);
  done(file === undefined || UI_FILES.has(file) ? undefined : new NotFoundException());
};
