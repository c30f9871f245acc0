import { mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/index.js';
import { findLocation } from '../../src/embedded-postgres/location.js';
import { isServerOf, readPidFile } from '../../src/embedded-postgres/pid-file.js';
import { shutDown, type StopMode } from '../../src/embedded-postgres/postmaster.js';
import { identityOf, isAlive } from '../../src/embedded-postgres/process-identity.js';

export interface TestServer {
  /** The address of a connection that may create databases. */
  adminUrl: string;
  stop(): Promise<void>;
}

/** A server that only one test uses, so the test may do anything to it. */
export interface OwnTestServer extends TestServer {
  /** Stops it in the given way and starts it again on the same port. Starts it, too, when it was killed. */
  restart(mode: StopMode): Promise<void>;
  /** `kill -9` of the postmaster; its sessions end by themselves. */
  kill(): Promise<void>;
}

const FOLDER = /^credentials-test-(\d+)-(\d+)-/;

/** The server of TEST_DATABASE_URL, else an embedded one in a folder of its own that `stop` removes. */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    return { adminUrl: given, stop: () => Promise.resolve() };
  }
  return startOwnTestServer();
}

/**
 * An embedded server in a folder of its own that `stop` removes.
 * @param durable keep commits when the server is stopped at once
 */
export async function startOwnTestServer(durable = false): Promise<OwnTestServer> {
  await removeLeftovers();
  const dataDir = await makeTestFolder();
  try {
    const server = await startEmbeddedPostgres({ dataDir, ephemeral: !durable, log: () => undefined });
    return {
      adminUrl: server.url,
      restart: (mode) => server.restart(mode),
      kill: () => killPostmaster(server.dataDirectory),
      stop: async () => {
        await server.stop();
        await removeData(dataDir);
      },
    };
  } catch (error) {
    await removeData(dataDir);
    throw error;
  }
}

async function killPostmaster(cluster: string): Promise<void> {
  const { pid } = readPidFile(cluster)!;
  if (!isServerOf(cluster, pid)) throw new Error(`process ${pid} is not the PostgreSQL of ${cluster}`);
  process.kill(pid, 'SIGKILL');
  while (isServerOf(cluster, pid)) await delay(10);
}

/**
 * Makes a temporary folder for the data of a service. It is named after this process: when this process is killed
 * before it has removed the folder, the next test run does, and ends the PostgreSQL in it.
 */
export async function makeTestFolder(): Promise<string> {
  const own = identityOf(process.pid);
  return mkdtemp(join(await realpath(tmpdir()), `credentials-test-${own.pid}-${own.startTime}-`));
}

/** Ends and removes the rest of killed test runs. */
async function removeLeftovers(): Promise<void> {
  const parent = await realpath(tmpdir());
  for (const name of await readdir(parent)) {
    const match = FOLDER.exec(name);
    const folder = join(parent, name);
    if (match && !isAlive({ pid: Number(match[1]), startTime: match[2] ?? '0' }) && (await isOwn(folder))) {
      await removeData(folder);
    }
  }
}

async function isOwn(folder: string): Promise<boolean> {
  const status = await stat(folder).catch(() => undefined);
  return status?.uid === process.getuid?.();
}

/** Removes a data folder, and the place outside it where root's data may lie. */
async function removeData(dataDir: string): Promise<void> {
  const location = await findLocation(dataDir);
  if (location) {
    const server = readPidFile(location.cluster);
    if (server && isServerOf(location.cluster, server.pid)) {
      await shutDown(location.cluster, server.pid, 'immediate');
    }
    await rm(location.folder, { recursive: true, force: true });
  }
  await rm(dataDir, { recursive: true, force: true });
}
