import type { Config } from '../config/index.js';
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/index.js';
import type { Terminal } from './command.js';

/** Exit code after Ctrl-C, by the shells' convention. */
const EXIT_INTERRUPTED = 130;

/**
 * Finds the installation's PostgreSQL and runs `work` with its address. The embedded one is started for that and
 * stopped afterwards, unless a running service uses it.
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
  // Ctrl-C reaches this process alone, since PostgreSQL runs in its own session.
  const interrupt = () => void stop().finally(() => process.exit(EXIT_INTERRUPTED));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work((await starting).url);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await stop();
  }
}
