import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error.js';
import { disownPidFile, isServerOf, readPidFile } from './pid-file.js';
import { CHILD_ENVIRONMENT, cannotRun, runAs } from './run-program.js';
import { ServerLog } from './server-log.js';

/** `fast` ends sessions and writes everything out. `immediate` is a crash with recovery at the next start. */
export type StopMode = 'fast' | 'immediate';

export interface Postmaster {
  pid: number;
  port: number;
}

/** Everything that a start of the server needs, also a restart. */
export interface LaunchPlan {
  /** PostgreSQL's data directory. */
  cluster: string;
  binaries: Binaries;
  account: Account;
  /** Further settings of the server. */
  settings: Record<string, string>;
  /** Receives lines for the operator. */
  log: (line: string) => void;
}

const POLL_MS = 15;
const PATIENCE_MS = 10_000;
/** Recovery after a crash takes as long as there is log to replay. */
const START_TIMEOUT_MS = 10 * 60_000;
const STOP_TIMEOUT_MS = 60_000;
const MOST_ATTEMPTS = 20;

/**
 * Starts the server and returns when it accepts connections. It runs in its own session: Ctrl-C reaches the whole
 * foreground group of a terminal, and the database must outlive the requests that the application still answers.
 * @param port the port after a restart; otherwise any free one
 */
export async function launch(plan: LaunchPlan, port?: number): Promise<Postmaster> {
  const left = readPidFile(plan.cluster);
  if (left && !isServerOf(plan.cluster, left.pid)) {
    disownPidFile(plan.cluster);
  }
  const serverLog = new ServerLog(plan.cluster);
  for (let attempt = 1; ; attempt++) {
    const chosen = port ?? (await freePort());
    const started = await launchOnce(plan, chosen, serverLog);
    if (started !== undefined) {
      return { pid: started, port: chosen };
    }
    const text = serverLog.text();
    // Another process took the port since it was found free, or sessions of a killed server are still ending.
    const passing = /Address already in use|pre-existing shared memory block/.test(text);
    if (!passing || attempt === MOST_ATTEMPTS) {
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start on ${plan.cluster}: ${serverLog.cause()} (see ${serverLog.path})`,
      );
    }
    await delay(250);
  }
}

/** Stops a server and returns when its process is gone. */
export async function shutDown(cluster: string, pid: number, mode: StopMode): Promise<void> {
  for (const signal of mode === 'fast' ? (['SIGINT', 'SIGQUIT'] as const) : (['SIGQUIT'] as const)) {
    // Its id may belong to another process by now.
    if (!isServerOf(cluster, pid)) {
      return;
    }
    sendSignal(pid, signal);
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!isServerOf(cluster, pid)) {
        return;
      }
      await delay(POLL_MS);
    }
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) on ${cluster} does not stop`);
}

/** The process id of a ready server. Undefined: it ended; its log says why. */
async function launchOnce(plan: LaunchPlan, port: number, serverLog: ServerLog): Promise<number | undefined> {
  const descriptor = serverLog.open(plan.account);
  const settings = {
    // The detail of an error holds personal data.
    log_error_verbosity: 'terse',
    ...plan.settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const child = spawn(
    plan.binaries.postgres,
    ['-D', plan.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      cwd: '/',
      env: CHILD_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', descriptor, descriptor],
      ...runAs(plan.account),
    },
  );
  serverLog.close(descriptor);
  child.unref();

  const fate: { ended: boolean; failure?: Error } = { ended: false };
  child.once('exit', () => (fate.ended = true));
  child.once('error', (error) => (fate.failure = error));

  const begun = Date.now();
  let told = false;
  while (!fate.ended) {
    if (fate.failure) {
      throw cannotRun(plan.binaries.postgres, fate.failure);
    }
    const file = readPidFile(plan.cluster);
    if (file?.ready && file.pid === child.pid) {
      child.once('exit', (exitCode, signal) => {
        if (exitCode !== 0) {
          plan.log(`PostgreSQL ended (${signal ?? `exit code ${exitCode}`}), see ${serverLog.path}`);
        }
      });
      return child.pid;
    }
    const waited = Date.now() - begun;
    if (waited > START_TIMEOUT_MS) {
      child.kill('SIGQUIT');
      throw new EmbeddedPostgresError(
        `PostgreSQL did not get ready on ${plan.cluster}: ${serverLog.cause()}`,
      );
    }
    if (waited > PATIENCE_MS && !told) {
      told = true;
      plan.log(`PostgreSQL is still starting (after a crash it first recovers), see ${serverLog.path}`);
    }
    await delay(POLL_MS);
  }
  return undefined;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') {
      throw new EmbeddedPostgresError(`cannot stop PostgreSQL (process ${pid}): ${errorCode(error)}`);
    }
  }
}
