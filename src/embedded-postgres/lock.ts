import { mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, errorCode, errorText } from './embedded-postgres-error.js';
import { identityOf, isAlive, isSameProcess, type ProcessIdentity } from './process-identity.js';

/** The lock on a data folder. */
export interface DataLock {
  /** The real path of the folder. */
  folder: string;
  /** A second call does nothing. */
  release(): void;
}

const MOST_ATTEMPTS = 4;
const NAME = /^service\.(\d+)-(\d+)\.lock$/;
/** How often this process holds a folder's lock: the service may take it before PostgreSQL does. */
const held = new Map<string, number>();

/**
 * Makes this process the only service on a data folder. A process that holds the lock may take it again. Each process
 * has its own lock file, named after its id and start time, and then looks for others. When two start together, at
 * least one sees the other. The file of an ended process can be removed at any time, because no living process has that
 * name.
 * @throws EmbeddedPostgresError when another live process holds the lock, or the folder is not writable
 */
export function acquireDataLock(folder: string): DataLock {
  const dataDir = makeFolder(folder);
  const own = identityOf(process.pid);
  const file = join(dataDir, `service.${own.pid}-${own.startTime}.lock`);
  const count = held.get(file) ?? 0;
  if (count === 0) {
    takeLock(dataDir, file, own);
  }
  held.set(file, count + 1);

  let released = false;
  return {
    folder: dataDir,
    release() {
      if (released) {
        return;
      }
      released = true;
      const remaining = (held.get(file) ?? 1) - 1;
      held.set(file, remaining);
      if (remaining === 0) {
        held.delete(file);
        rmSync(file, { force: true });
      }
    },
  };
}

/** The other live process that holds this folder's lock, if any. */
export function otherLockHolder(dataDir: string): number | undefined {
  const own = identityOf(process.pid);
  return holders(dataDir).find((holder) => !isSameProcess(holder, own) && isAlive(holder))?.pid;
}

function takeLock(dataDir: string, file: string, own: ProcessIdentity): void {
  for (let attempt = 1; ; attempt++) {
    createLockFile(dataDir, file);
    const other = otherLockHolder(dataDir);
    if (other === undefined) {
      removeStaleLocks(dataDir, own);
      return;
    }
    rmSync(file, { force: true });
    if (attempt === MOST_ATTEMPTS) {
      throw new EmbeddedPostgresError(
        `another credentials service (process ${other}) is using ${dataDir}; stop it or set DATA_DIR`,
      );
    }
    // The other process may be starting too and give way: try again after a random wait.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 + Math.random() * 40);
  }
}

/** The real path of the folder: a link to it is the same folder. */
function makeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return realpathSync(folder);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `cannot create the data folder ${folder} (${errorText(error)}); set DATA_DIR to a folder of the service`,
    );
  }
}

function createLockFile(dataDir: string, file: string): void {
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o644 });
  } catch (error) {
    // Only this process uses the name, so an existing file is its own.
    if (errorCode(error) !== 'EEXIST' || !holders(dataDir).some((holder) => holder.pid === process.pid)) {
      throw new EmbeddedPostgresError(
        `cannot write to the data folder ${dataDir} (${errorText(error)}); set DATA_DIR to a folder of the service`,
      );
    }
  }
}

function removeStaleLocks(dataDir: string, own: ProcessIdentity): void {
  for (const holder of holders(dataDir)) {
    if (!isSameProcess(holder, own) && !isAlive(holder)) {
      rmSync(join(dataDir, `service.${holder.pid}-${holder.startTime}.lock`), { force: true });
    }
  }
}

function holders(dataDir: string): ProcessIdentity[] {
  let names: string[];
  try {
    names = readdirSync(dataDir);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw new EmbeddedPostgresError(`cannot read the data folder ${dataDir}: ${errorText(error)}`);
  }
  return names.flatMap((name) => {
    const match = NAME.exec(name);
    return match ? [{ pid: Number(match[1]), startTime: match[2] ?? '0' }] : [];
  });
}
