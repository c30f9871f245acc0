import type { Config } from '../config/index.js';
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/index.js';
import type { Terminal } from './command.js';

/** Exit code after Ctrl-C, as shells have it. */
const EXIT_INTERRUPTED = 130;

/**
 * Finds the installation's PostgreSQL, runs `work` with its address, and leaves things as they were: the embedded one is
 * started and stopped again, unless a running service has it open.
 */
export async function withDatabase<T>(
  config: Config,
  terminal: Terminal,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const url = config.databaseUrl ?? (await findEmbeddedPostgres(config.dataDir));
  if (url !== undefined) return work(url);
  const log = (line: string) => terminal.err(`${line}\n`);
  const starting = startEmbeddedPostgres({ dataDir: config.dataDir, log });
  const stop = async () => {
    const postgres = await starting.catch(() => undefined);
    await postgres?.stop();
  };
  // Ctrl-C reaches this process alone: PostgreSQL runs in a session of its own, and from when on it does is not known.
  const interrupt = () => void stop().finally(() => process.exit(EXIT_INTERRUPTED));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work((await starting).url);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await stop();
  }
}
