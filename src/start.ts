import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { banner } from './banner.js';
import {
  type Config,
  ConfigurationError,
  type Env,
  explain,
  loadConfig,
  OperatorError,
} from './platform/config/index.js';
import { startEmbeddedPostgres } from './platform/database/embedded/index.js';
import { createApplication } from './platform/http/index.js';
import { createLogger, type Logger } from './platform/logging/index.js';
import { prepareDatabase } from './prepare-database.js';

type CleanUp = () => Promise<void> | void;

/** Starts the service and keeps it running until SIGINT or SIGTERM; whatever was started is stopped, last first. */
export async function start(env: Env): Promise<void> {
  const cleanUps: CleanUp[] = [];
  const cleanUp = async () => {
    for (const step of cleanUps.splice(0).reverse()) await step();
  };
  try {
    demandNode();
    const config = loadConfig(env);
    const logger = createLogger(config.logLevel);
    const stop = stopOnSignals(config, logger, cleanUp);
    const databaseUrl = config.databaseUrl ?? (await embeddedDatabase(config, logger, cleanUps, stop));
    for (const name of await prepareDatabase(config, databaseUrl)) logger.info(`migrated: ${name}`);
    const app = await createApplication(AppModule.register(config, databaseUrl), config, logger);
    cleanUps.push(() => app.close());
    await listen(app, config);
    logger.info({ port: config.port, role: config.role }, 'listening');
    if (!config.production) logger.flush(() => process.stdout.write(banner(config)));
  } catch (error) {
    await cleanUp();
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = error instanceof ConfigurationError ? 2 : 1;
  }
}

/** The oldest Node that runs this; the one that comes along is not older. */
const OLDEST_NODE = 24;

/** @throws OperatorError for whoever started `node dist/main.js` with the machine's own Node */
function demandNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) return;
  throw new OperatorError(
    `Node ${OLDEST_NODE} is needed and this is ${process.versions.node}; "npm start" uses the one that comes along.`,
  );
}

async function embeddedDatabase(
  config: Config,
  logger: Logger,
  cleanUps: CleanUp[],
  stop: (exitCode: number) => void,
): Promise<string> {
  const starting = startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (line) => logger.info(line),
    // Starting recovers the data, and whoever started this process knows whether and how often to repeat that.
    lost: (reason) => {
      logger.fatal(`${reason}. The service stops; the next start recovers the data.`);
      stop(1);
    },
  });
  // Before the wait: a signal during the start must not leave a database behind.
  cleanUps.push(async () => {
    const postgres = await starting.catch(() => undefined);
    await postgres?.stop();
  });
  return (await starting).url;
}

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  try {
    // Fastify's own, since Nest's writes an error line of its own before the sentence below.
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

/** @returns a function that stops in the same way for another reason, once; it ends the process */
function stopOnSignals(
  config: Config,
  logger: Logger,
  cleanUp: () => Promise<void>,
): (exitCode: number) => void {
  let stopping = false;
  const stop = (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    const late = setTimeout(() => {
      logger.error(`requests still ran after ${config.shutdownTimeout} ms; stopping all the same`);
      process.exit(1);
    }, config.shutdownTimeout);
    void cleanUp().then(
      () => {
        clearTimeout(late);
        process.exit(exitCode);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (!stopping) logger.info(`${signal}: finishing the requests in progress`);
    stop(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop;
}
