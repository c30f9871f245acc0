import { closeSync, constants, openSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './process-identity.js';

/** What PostgreSQL says about itself in postmaster.pid. */
export interface PidFile {
  pid: number;
  port: number;
  ready: boolean;
}

export function readPidFile(cluster: string): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(pathOf(cluster), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  // While it starts, the later lines are missing.
  return pid > 0 ? { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Whether a process is the server of this cluster. A server's working directory is its cluster, which tells it
 * from a stranger that was given the number of a server killed earlier; where that cannot be read, being alive
 * has to do.
 */
export function isServerOf(cluster: string, pid: number): boolean {
  if (!isRunning(pid)) {
    return false;
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return isRunning(pid);
  }
}

/**
 * PostgreSQL refuses to start while the process named in a left-over postmaster.pid is alive, even when that is
 * a stranger, as happens after a restart in a container with its small numbers. It takes the number of the
 * process that starts it for stale; the remaining lines stay, since by them it finds sessions still at work.
 */
export function disownPidFile(cluster: string): void {
  const lines = readFileSync(pathOf(cluster), 'utf8').split('\n');
  // Written in place, for its owner has to stay, and not through a link: the folder is another account's.
  const descriptor = openSync(pathOf(cluster), constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW);
  writeSync(descriptor, [String(process.pid), ...lines.slice(1)].join('\n'));
  closeSync(descriptor);
}

function pathOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
