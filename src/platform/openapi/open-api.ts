import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeDocument } from './complete-document.js';

/** The parts of the document that the platform does not know. */
export interface DocumentOptions {
  /** Title, description, licence and security schemes. */
  readonly head: Omit<OpenAPIObject, 'paths'>;
  /** Operations below this path are documented without forms. */
  readonly jsonOnlyBelow: string;
}

/** Builds the OpenAPI document of all routes. Paths have a trailing slash, as the service writes them. */
export function buildOpenApi(
  app: NestFastifyApplication,
  { head, jsonOnlyBelow }: DocumentOptions,
): OpenAPIObject {
  // Since 3.1 `null` is a type, which the library writes for `nullable`. `nullable` beside a reference means nothing.
  const config = { ...head, openapi: '3.1.0', servers: [{ url: '/' }] };
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
