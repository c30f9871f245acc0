import type { Server, ServerOptions } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import type { DynamicModule } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, PinoLoggerService } from '../telemetry/index.js';
import { documentFiles } from '../openapi/index.js';
import { keepPrivate } from './caching.js';
import { registerBodyParsers } from './body-parsers.js';
import { closeUnderLoad, Departure } from './closing.js';
import type { Handler } from './connection.js';
import { Connections } from './connections.js';
import { receiveLargeBodies } from './large-bodies.js';
import { RequestDeadlines } from './deadlines.js';
import { answerAfterTheBody } from './early-answers.js';
import { BrokenRequests } from './broken-requests.js';
import { ErrorWriter } from './error-writer.js';
import { ErrorPages, showErrorPages } from './error-pages.js';
import { ErrorFilter } from './error.filter.js';
import { nameIgnoredParameters } from './ignored-parameters.js';
import type { HttpOptions } from './http-options.js';
import { answerOtherMethods } from './methods.js';
import { answerProbesOnly, registerRequestHooks, requestId } from './request-hooks.js';
import { parseQuery } from './query.js';
import { RequestMeter } from './request-meter.js';
import { standardHeaders } from './security-headers.js';
import { serveDocumentation } from './documentation.js';
import { InputPipe, requireInputRules } from '../validation/index.js';

/** A larger body gets a 413, unless the route has a limit of its own. */
const BODY_LIMIT_BYTES = 100 * 1024;

/** Headers that a page of an allowed origin may read, beside those that every page may. */
const EXPOSED_HEADERS = [
  'X-Request-Id',
  'X-Error-Code',
  'X-Ignored-Parameters',
  'Idempotency-Replayed',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'RateLimit-Policy',
] as const;

/**
 * Builds the HTTP application for main and the tests. The caller initialises or listens, and closes it.
 * @param documentFile the checked-in OpenAPI document, which is read when it is first asked for
 */
export async function createApplication(
  module: DynamicModule,
  documentFile: URL,
  options: HttpOptions,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const connections = new Connections();
  const headers = standardHeaders(options.publicUrl);
  const errors = new ErrorWriter(options.publicUrl);
  const broken = new BrokenRequests(
    headers,
    errors,
    (): boolean => departure.hasBegun,
    (): ErrorPages => pages,
  );
  const adapter = new FastifyAdapter({
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512, querystringParser: parseQuery },
    bodyLimit: BODY_LIMIT_BYTES,
    // Above the longest token that we read, so that a longer one gets a 401 and not a broken connection.
    http: { maxHeaderSize: 32 * 1024, requireHostHeader: false },
    genReqId: requestId,
    logger: false,
    forceCloseConnections: 'idle',
    // Connections that are open when the server closes get their answers; each is the last of its connection.
    return503OnClosing: false,
    serverFactory: (handler: Handler, http1: { readonly http?: ServerOptions }) =>
      answerExpectations(connections.serve(handler, http1.http)),
    clientErrorHandler: broken.answerBrokenRequest,
    frameworkErrors: broken.answerFrameworkError,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new PinoLoggerService(logger),
  });
  const departure = app.get(Departure, { strict: false });
  const pages = app.get(ErrorPages, { strict: false });
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    const limit = route.config?.bodyLimit;
    if (limit !== undefined) route.bodyLimit = limit;
  });
  const meter = app.get(RequestMeter, { strict: false });
  const deadlines = new RequestDeadlines(options.requestTimeoutMs, errors);
  deadlines.register(fastify);
  registerRequestHooks(fastify, logger, meter, deadlines, headers);
  if (options.probesOnly) answerProbesOnly(fastify);
  answerOtherMethods(fastify);
  closeUnderLoad(fastify, connections, departure, options.closePatienceMs);
  showErrorPages(fastify, pages);
  keepPrivate(fastify);
  nameIgnoredParameters(fastify);
  answerAfterTheBody(fastify);
  receiveLargeBodies(fastify, options.requestTimeoutMs);
  registerBodyParsers(fastify);
  await app.register(fastifyCookie);
  if (options.corsOrigins.length > 0) {
    app.enableCors({
      origin: [...options.corsOrigins],
      credentials: true,
      // OPTIONS without the headers of a preflight is valid.
      strictPreflight: false,
      // `answerOtherMethods` answers preflights: our hooks do not run for an answer of the CORS plugin.
      preflightContinue: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [...EXPOSED_HEADERS],
    });
  }
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ErrorFilter(errors));
  // The path of the public address counts, since a proxy may serve the service below one. Its origin does not: the page
  // may call only the origin that it came from.
  serveDocumentation(fastify, documentFiles(documentFile, new URL(options.publicUrl).pathname));
  try {
    requireInputRules(app.get(ModulesContainer));
    await app.init();
    await fastify.ready();
  } catch (error) {
    // A failed start must close its connections, or the process could not end.
    await app.close();
    throw error;
  }
  return app;
}

/** A server may ignore an expectation that it does not know. Node would refuse it without the headers of our answers. */
function answerExpectations(server: Server): Server {
  return server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
