import fastifyCookie from '@fastify/cookie';
import type { DynamicModule } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, PinoLoggerService } from '../telemetry/index.js';
import { type DocumentOptions, setUpOpenApi } from '../openapi/index.js';
import { registerBodyParsers } from './body-parsers.js';
import { closeUnderLoad } from './closing.js';
import { answerAfterTheBody } from './early-answers.js';
import { answerBrokenRequest, answerFrameworkError } from './broken-requests.js';
import { ErrorFilter } from './error.filter.js';
import type { HttpOptions } from './http-options.js';
import { answerOtherMethods } from './methods.js';
import { answerProbesOnly, registerRequestHooks, requestId } from './request-hooks.js';
import { RequestMeter } from './request-meter.js';
import { InputPipe, requireInputRules } from '../validation/index.js';

/** A larger body gets a 413, unless the route has a limit of its own. */
const BODY_LIMIT_BYTES = 100 * 1024;

/** A request must have arrived within this time. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Builds the HTTP application for main and the tests. The caller initialises or listens, and closes it. */
export async function createApplication(
  module: DynamicModule,
  document: DocumentOptions,
  options: HttpOptions,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512, querystringParser: parseQuery },
    bodyLimit: BODY_LIMIT_BYTES,
    // Above the longest token that we read, so that a longer one gets a 401 and not a broken connection.
    http: { maxHeaderSize: 32 * 1024 },
    genReqId: requestId,
    trustProxy: options.trustProxy,
    logger: false,
    forceCloseConnections: 'idle',
    // A caller who sends a body byte by byte must not hold a connection without end.
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerFrameworkError,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new PinoLoggerService(logger),
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    const limit = route.config?.bodyLimit;
    if (limit !== undefined) route.bodyLimit = limit;
  });
  const meter = app.get(RequestMeter, { strict: false });
  registerRequestHooks(fastify, logger, meter, options.publicUrl.startsWith('https:'));
  if (options.probesOnly) answerProbesOnly(fastify);
  answerOtherMethods(fastify);
  closeUnderLoad(fastify);
  answerAfterTheBody(fastify);
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
      exposedHeaders: ['X-Request-Id', 'Retry-After'],
    });
  }
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ErrorFilter());
  setUpOpenApi(app, document, options.publicUrl);
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

/** Reads a query. The last value of a repeated parameter counts, as in forms. */
function parseQuery(text: string): Record<string, string> {
  if (text === '') return {};
  return Object.fromEntries(new URLSearchParams(text));
}
