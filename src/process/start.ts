import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DOCUMENT_FILE } from '../api-document.js';
import { AppModule } from '../app.module.js';
import { banner, FAREWELL } from './banner.js';
import { SheetTrial } from '../certificate-page/index.js';
import {
  type Config,
  ConfigurationError,
  type Env,
  loadConfig,
  platformOptions,
  secretAdvice,
  VERSION,
} from '../config/index.js';
import { explain, OperatorError } from '../platform/errors/index.js';
import { startEmbeddedPostgres } from '../embedded-postgres/index.js';
import { createApplication, Departure } from '../platform/http/index.js';
import { createLogger, type Logger } from '../platform/telemetry/index.js';
import { prepareDatabase } from './prepare-database.js';
import { Shutdown } from './shutdown.js';

/** Starts the service and keeps it running until SIGINT or SIGTERM. Then it stops everything in reverse order. */
export async function start(env: Env): Promise<void> {
  const shutdown = new Shutdown();
  try {
    requireNode();
    const config = loadConfig(env);
    const logger = createLogger(config.logLevel);
    requireTemplate(config, logger);
    shutdown.onSignals(logger, config.production ? '' : FAREWELL);
    // Before anything else is started: a PostgreSQL that starts for nothing takes seconds.
    await requireFreePort(config);
    const databaseUrl = config.databaseUrl ?? (await embeddedDatabase(config, logger, shutdown));
    const say = (line: string) => logger.info(`migrating: ${line}`);
    for (const name of await prepareDatabase(config, databaseUrl, { say })) logger.info(`migrated: ${name}`);
    const app = await createApplication(
      AppModule.register(config, databaseUrl),
      DOCUMENT_FILE,
      platformOptions(config).http,
      logger,
    );
    shutdown.add(() => closeInTime(app, config, logger, shutdown.hurry));
    shutdown.add(() => leaveRotation(app, config, logger, shutdown.hurry));
    await listen(app, config);
    logger.info({ port: config.port, role: config.role, version: VERSION }, 'listening');
    warnOfWeakSecret(config, logger);
    if (!config.production) logger.flush(() => process.stdout.write(banner(config)));
  } catch (error) {
    // A stop during the start makes the start fail. That error is of no interest.
    if (shutdown.begun) return;
    await shutdown.run();
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = error instanceof ConfigurationError ? 2 : 1;
  }
}

/** @throws OperatorError when certificates cannot be set with the operator's own template and fonts */
function requireTemplate(config: Config, logger: Logger): void {
  const isOwn = config.certificateTemplate !== undefined || config.certificateFonts !== undefined;
  if (!isOwn || config.role === 'worker') return;
  try {
    const warnings = new SheetTrial(config).setSample();
    if (warnings !== '') logger.warn(`The template of certificates: ${warnings}`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const cause =
      config.certificateTemplate === undefined
        ? 'Certificates cannot be set with the fonts that CERTIFICATE_FONTS names.'
        : 'The template that CERTIFICATE_TEMPLATE names cannot be set.';
    throw new OperatorError(`${cause} ${error.message}`);
  }
}

/** Production refuses the worst of them: see `loadConfig`. Commands accept no tokens, so they do not warn. */
function warnOfWeakSecret({ jwtSecretKey: secret }: Config, logger: Logger): void {
  const weakness = secret === undefined ? undefined : secretAdvice(secret);
  if (weakness !== undefined) logger.warn(`JWT_SECRET_KEY ${weakness}`);
}

/** The oldest Node that runs the service. The one from `npm ci` is not older. */
const OLDEST_NODE_MAJOR = 24;

/** @throws OperatorError when `node dist/main.js` was started with an older Node */
function requireNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE_MAJOR) return;
  throw new OperatorError(
    `Node ${OLDEST_NODE_MAJOR} is needed and this is ${process.versions.node}; "npm start" uses the one that comes along.`,
  );
}

async function embeddedDatabase(config: Config, logger: Logger, shutdown: Shutdown): Promise<string> {
  const starting = startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (line) => logger.info(line),
    // The next start recovers the data; the caller of this process decides whether to start again.
    lost: (reason) => {
      logger.fatal(`${reason}. The service stops; the next start recovers the data.`);
      shutdown.end(1, logger);
    },
  });
  // Registered before the wait: a signal during the start must not leave a database behind.
  shutdown.add(async () => {
    const postgres = await starting.catch(() => undefined);
    await postgres?.stop();
  });
  return (await starting).url;
}

/** @throws OperatorError when the service could not listen */
async function requireFreePort(config: Config): Promise<void> {
  const { port, host } = config;
  await new Promise<void>((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host }, () => server.close(() => resolve()));
  }).catch((error: unknown) => {
    throw explained(error, config);
  });
}

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  try {
    // Fastify's own `listen`: Nest's writes an error line before the sentence below.
    await app.getHttpAdapter().getInstance().listen({ port: config.port, host: config.host });
  } catch (error) {
    throw explained(error, config);
  }
}

function explained(error: unknown, config: Config): unknown {
  const sentence = whyNotListening(error, config);
  return sentence === undefined ? error : new OperatorError(sentence);
}

function whyNotListening(error: unknown, { host, port }: Config): string | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use on ${host}; stop what listens there or set PORT.`;
    case 'EACCES':
      return `Port ${port} is not for this account to listen on; set PORT to 1024 or above.`;
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; set HOST to one, or to 0.0.0.0 for all of them.`;
    default:
      return undefined;
  }
}

/**
 * Says at `/readyz` that this process is not ready, and serves on until load balancers have noticed. A worker takes no
 * requests from them, so it need not wait.
 */
async function leaveRotation(
  app: NestFastifyApplication,
  { role, shutdownDelayMs }: Config,
  logger: Logger,
  hurry: AbortSignal,
): Promise<void> {
  app.get(Departure, { strict: false }).begin();
  if (role === 'worker' || shutdownDelayMs === 0) return;
  logger.info(`not ready any more; the port closes in ${shutdownDelayMs / 1000} s`);
  await delay(shutdownDelayMs, undefined, { signal: hurry }).catch(() => undefined);
}

/** An endless request must not keep PostgreSQL, which stops after the application, from stopping. */
async function closeInTime(
  app: NestFastifyApplication,
  { shutdownTimeoutMs }: Config,
  logger: Logger,
  hurry: AbortSignal,
): Promise<void> {
  const enough = new AbortController();
  const patience = delay(shutdownTimeoutMs, undefined, {
    signal: AbortSignal.any([hurry, enough.signal]),
  }).then(
    () => {
      logger.error(`requests still ran after ${shutdownTimeoutMs} ms; stopping all the same`);
      process.exitCode = 1;
    },
    () => undefined,
  );
  await Promise.race([app.close(), patience]);
  enough.abort();
}
