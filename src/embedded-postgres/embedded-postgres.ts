import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseAccount } from './account.js';
import { findServer } from './adoption.js';
import { findBinaries, reachableBinaries } from './binaries.js';
import { createMissingCluster, readPassword } from './cluster.js';
import { createMissingDatabase, urlOf } from './connection.js';
import { EmbeddedPostgresError, errorText } from './embedded-postgres-error.js';
import { findLocation, settleLocation } from './location.js';
import { acquireDataLock, otherLockHolder, type DataLock } from './lock.js';
import { isServerOf } from './pid-file.js';
import { launch, shutDown, type LaunchPlan, type Postmaster, type StopMode } from './postmaster.js';

export interface EmbeddedPostgresOptions {
  /** The service's data folder, absolute; it is created if it is missing. */
  dataDir: string;
  /** Receives lines for the operator. */
  log: (line: string) => void;
  /** Receives a sentence when the server ended without being stopped. The service cannot go on then. */
  lost?: (reason: string) => void;
  /** For tests and measurements: nothing is forced to disk, so a crash of the machine loses the data. */
  ephemeral?: boolean;
  /** Forces writes to disk in spite of `ephemeral`. */
  durable?: boolean;
  /** Further settings of the server. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Connection string of the service's database, as the superuser `postgres`, on the loopback interface. */
  url: string;
  /** Where the cluster lives. */
  dataDirectory: string;
  /** True when the server was running already: a killed service left it behind. */
  adopted: boolean;
  /** Stops the server and releases the lock. Call it last, when no connection is open. */
  stop(): Promise<void>;
  /** Stops the server in the given way and starts it on the same port. For fault tests. */
  restart(mode: StopMode): Promise<void>;
}

const WATCH_INTERVAL_MS = 500;

const WITHOUT_DISK = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts the PostgreSQL that comes with the service on `<dataDir>/postgres`. The first start makes the database. A
 * server that outlived a killed service is taken over. It runs until `stop()`, even when this process is killed.
 * @throws EmbeddedPostgresError with one sentence for the operator, for example when another service uses the data
 * folder
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const lock = acquireDataLock(options.dataDir);
  const [dataDir, locks] = [lock.folder, [lock]];
  try {
    const known = await findLocation(dataDir);
    const account = await chooseAccount(known ? [known.cluster, dataDir] : [dataDir]);
    const installed = await findBinaries();
    const location = await settleLocation(dataDir, installed.packageFolder, account, options.log);
    if (location.folder !== dataDir) {
      // A copied data folder still points to the original's place.
      locks.push(acquireDataLock(location.folder));
    }
    const binaries = await reachableBinaries(installed, account, options.log);
    const ephemeral = options.ephemeral === true && options.durable !== true;
    const password = await createMissingCluster(location, binaries, account, { ephemeral, log: options.log });
    const settings = { ...(ephemeral ? WITHOUT_DISK : {}), ...options.settings };
    const plan = { cluster: location.cluster, binaries, account, settings, log: options.log };
    const running = await RunningPostgres.begin(plan, password, locks);
    if (options.lost !== undefined) {
      running.watch(options.lost);
    }
    return running;
  } catch (error) {
    releaseAll(locks);
    throw error instanceof EmbeddedPostgresError
      ? error
      : new EmbeddedPostgresError(`cannot run PostgreSQL in ${dataDir}: ${errorText(error)}`, {
          cause: error,
        });
  }
}

/**
 * Connection string of the database that another live service runs on this data folder, so that a command can work
 * beside it. Undefined: no such service, so the command may start PostgreSQL itself.
 */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const isInUse = otherLockHolder(dataDir) !== undefined;
  const location = isInUse ? await findLocation(await realpath(dataDir)) : undefined;
  if (!location) {
    return undefined;
  }
  const password = await readPassword(location);
  const server = await findServer(location.cluster, password);
  return server && urlOf(server.port, password);
}

class RunningPostgres implements EmbeddedPostgres {
  private stopped: Promise<void> | undefined;
  private watching: NodeJS.Timeout | undefined;
  private restarting = false;

  private constructor(
    private readonly plan: LaunchPlan,
    private readonly locks: DataLock[],
    private postmaster: Postmaster,
    readonly url: string,
    readonly adopted: boolean,
  ) {}

  static async begin(plan: LaunchPlan, password: string, locks: DataLock[]): Promise<RunningPostgres> {
    const found = await findServer(plan.cluster, password);
    const postmaster = found ?? (await launch(plan));
    const state = found ? 'was still running and is taken over' : 'started';
    plan.log(`PostgreSQL ${state} on port ${postmaster.port}, its data is in ${plan.cluster}`);
    try {
      await createMissingDatabase(postmaster.port, password);
    } catch (error) {
      await shutDown(plan.cluster, postmaster.pid, 'fast');
      throw error;
    }
    const url = urlOf(postmaster.port, password);
    return new RunningPostgres(plan, locks, postmaster, url, found !== undefined);
  }

  get dataDirectory(): string {
    return this.plan.cluster;
  }

  /** Polls, because a server that was taken over is no child of this process. */
  watch(lost: (reason: string) => void): void {
    this.watching = setInterval(() => {
      if (this.restarting || isServerOf(this.plan.cluster, this.postmaster.pid)) {
        return;
      }
      clearInterval(this.watching);
      lost(`PostgreSQL has ended by itself; ${join(this.plan.cluster, 'server.log')} may say why`);
    }, WATCH_INTERVAL_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.watching);
    this.stopped ??= shutDown(this.plan.cluster, this.postmaster.pid, 'fast').finally(() =>
      releaseAll(this.locks),
    );
    return this.stopped;
  }

  async restart(mode: StopMode): Promise<void> {
    this.restarting = true;
    await shutDown(this.plan.cluster, this.postmaster.pid, mode);
    this.postmaster = await launch(this.plan, this.postmaster.port);
    this.restarting = false;
  }
}

function releaseAll(locks: DataLock[]): void {
  for (const lock of locks) {
    lock.release();
  }
}
