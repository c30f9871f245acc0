import { readFileSync } from 'node:fs';

/** The system reuses process ids. Together with the start time an id names one process only. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot on Linux. Elsewhere '0': there only the process id counts. */
  startTime: string;
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startTime: readStatus(pid)?.startTime ?? '0' };
}

export function isSameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.startTime === other.startTime;
}

/** Whether the process runs. One that has ended but is not reaped counts as ended. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (!isRunning(identity.pid)) {
    return false;
  }
  const status = readStatus(identity.pid);
  return status === undefined || identity.startTime === '0' || status.startTime === identity.startTime;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another account.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !['Z', 'X'].includes(readStatus(pid)?.state ?? 'R');
}

function readStatus(pid: number): { state: string; startTime: string } | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in brackets. It may hold spaces and brackets itself.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTime: fields[19] ?? '0' };
}
