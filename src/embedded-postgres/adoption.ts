import { setTimeout as delay } from 'node:timers/promises';
import { urlOf, withClient } from './connection.js';
import { EmbeddedPostgresError, errorCode, errorText } from './embedded-postgres-error.js';
import { isServerOf, readPidFile } from './pid-file.js';
import type { Postmaster } from './postmaster.js';

const WRONG_PASSWORD = '28P01';
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * Finds a running server of this cluster that outlived a `kill -9` of the service, and waits until it answers with our
 * password. Returns undefined when no server runs. If the server is stopping, it waits for its end.
 */
export async function findServer(cluster: string, password: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  let problem = 'it is not ready';
  for (;;) {
    const file = readPidFile(cluster);
    if (!file || !isServerOf(cluster, file.pid)) {
      return undefined;
    }
    if (file.ready) {
      try {
        await requireServes(cluster, file.port, password);
        return { pid: file.pid, port: file.port };
      } catch (error) {
        problem = errorText(error);
        if (error instanceof EmbeddedPostgresError) {
          throw error;
        }
      }
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `PostgreSQL (process ${file.pid}) runs on ${cluster} but does not answer: ${problem}`,
      );
    }
    await delay(100);
  }
}

async function requireServes(cluster: string, port: number, password: string): Promise<void> {
  let directory: string | undefined;
  try {
    directory = await withClient(urlOf(port, password, 'postgres'), async (client) => {
      const answer = await client.query<{ data_directory: string }>('show data_directory');
      return answer.rows[0]?.data_directory;
    });
  } catch (error) {
    if (errorCode(error) === WRONG_PASSWORD) {
      throw new EmbeddedPostgresError(
        `PostgreSQL on ${cluster} refuses the password in the file postgres.password beside it`,
      );
    }
    throw error;
  }
  if (directory !== cluster) {
    throw new EmbeddedPostgresError(
      `PostgreSQL on port ${port} serves ${directory} instead of ${cluster}; stop it first`,
    );
  }
}
