import { closeSync, constants, openSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './process-identity.js';

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
  // The later lines are missing while the server starts.
  return pid > 0 ? { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Whether a process is the server of this cluster. The working directory of a server is its cluster; another process
 * that reuses its id has another one. If the directory is unreadable, a live process counts as the server.
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
 * PostgreSQL refuses to start while the process named in an old postmaster.pid is alive, even if it is another program,
 * as happens in a container with its small ids. PostgreSQL ignores the id of its own parent, so we write ours. The
 * other lines stay: they let PostgreSQL find sessions that still run.
 */
export function disownPidFile(cluster: string): void {
  const lines = readFileSync(pathOf(cluster), 'utf8').split('\n');
  // Written in place to keep its owner, and not through a link, because the folder is another account's.
  const descriptor = openSync(pathOf(cluster), constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW);
  writeSync(descriptor, [String(process.pid), ...lines.slice(1)].join('\n'));
  closeSync(descriptor);
}

function pathOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
