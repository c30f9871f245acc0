import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { type Config, loadConfig } from '../config/index.js';
import { CommandLogger } from './command-logger.js';
import type { Terminal } from './command.js';
import { prepareDatabase } from '../process/prepare-database.js';
import { withDatabase } from './with-database.js';

/**
 * Runs `work` with the application's services, on the database that the service itself would use.
 * @param dryRun leave the database as it is; it must be up to date then
 * @param silent parts of the application whose warnings and errors the command tells in words of its own
 */
export async function withContext<T>(
  terminal: Terminal,
  work: (context: INestApplicationContext, config: Config) => Promise<T>,
  dryRun = false,
  silent: readonly string[] = [],
): Promise<T> {
  // A command delivers nothing from the outbox; that is the workers' task.
  const config = loadConfig({ ...terminal.env, ROLE: 'api' });
  return withDatabase(config, terminal, async (url) => {
    await prepareDatabase(config, url, { dryRun });
    const context = await openContext(config, url, new CommandLogger(terminal, silent));
    try {
      return await work(context, config);
    } finally {
      await context.close();
    }
  });
}

/** The application's services without its HTTP server. */
async function openContext(
  config: Config,
  databaseUrl: string,
  logger: CommandLogger,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule.register(config, databaseUrl), {
    abortOnError: false,
    logger,
  });
}
