import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { apiDocument } from '../api-document.js';
import { AppModule } from '../app.module.js';
import { banner } from './banner.js';
import { type Config, ConfigurationError, type Env, loadConfig, platformOptions } from '../config/index.js';
import { explain, OperatorError } from '../platform/errors/index.js';
import { startEmbeddedPostgres } from '../embedded-postgres/index.js';
import { createApplication } from '../platform/http/index.js';
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
    shutdown.onSignals(logger);
    const databaseUrl = config.databaseUrl ?? (await embeddedDatabase(config, logger, shutdown));
    for (const name of await prepareDatabase(config, databaseUrl)) logger.info(`migrated: ${name}`);
    const app = await createApplication(
      AppModule.register(config, databaseUrl),
      apiDocument,
      platformOptions(config).http,
      logger,
    );
    shutdown.add(() => closeInTime(app, config, logger));
    await listen(app, config);
    logger.info({ port: config.port, role: config.role }, 'listening');
    if (!config.production) logger.flush(() => process.stdout.write(banner(config)));
  } catch (error) {
    // A stop during the start makes the start fail. That error is of no interest.
    if (shutdown.begun) return;
    await shutdown.run();
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = error instanceof ConfigurationError ? 2 : 1;
  }
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

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  try {
    // Fastify's own `listen`: Nest's writes an error line before the sentence below.
    await app.getHttpAdapter().getInstance().listen({ port: config.port, host: config.host });
  } catch (error) {
    const sentence = whyNotListening(error, config);
    throw sentence === undefined ? error : new OperatorError(sentence);
  }
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

/** An endless request must not keep PostgreSQL, which stops after the application, from stopping. */
async function closeInTime(app: NestFastifyApplication, config: Config, logger: Logger): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    late = setTimeout(() => {
      logger.error(`requests still ran after ${config.shutdownTimeoutMs} ms; stopping all the same`);
      process.exitCode = 1;
      resolve();
    }, config.shutdownTimeoutMs);
  });
  await Promise.race([app.close(), patience]);
  clearTimeout(late);
}
