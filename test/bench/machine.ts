import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';

/** The measured server has a core of its own; load and database share the others. */
export interface Cores {
  readonly server: string;
  readonly others: string;
}

/** Undefined on a machine with one core or without `taskset`: then the system's scheduler decides. */
export function chooseCores(): Cores | undefined {
  const shown = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  if (shown.status !== 0) return undefined;
  const list = /:\s*([\d,-]+)\s*$/.exec(shown.stdout)?.[1];
  if (list === undefined) return undefined;
  const [server, ...others] = list.split(',').flatMap(range);
  return others.length === 0 ? undefined : { server: String(server), others: others.join(',') };
}

function range(part: string): number[] {
  const [first = 0, last = first] = part.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Moves this process to these cores. Processes that it starts later inherit them. */
export function moveTo(cores: string): void {
  spawnSync('taskset', ['-acp', cores, String(process.pid)], { stdio: 'ignore' });
}

/** Facts of the machine that a reader needs to compare figures; no names. */
export function describeMachine(cores: Cores | undefined): Record<string, string | number | boolean> {
  return {
    date: new Date().toISOString().slice(0, 10),
    system: type(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    pinned: cores !== undefined,
  };
}

/** The resources that a process, or a family of processes, has used so far. */
export interface Usage {
  readonly cpuMicroseconds: number;
  /** The part of the main thread; all of it where the system does not tell it. */
  readonly mainCpuMicroseconds: number;
  readonly rssBytes: number;
}

/** Linux counts CPU time in hundredths of a second. */
const TICK = 10_000;
const PAGE = 4096;

export function usageOf(pid: number): Usage {
  if (type() !== 'Linux') return usageFromPs(pid);
  const threads = exactCpu(pid);
  const all =
    threads === undefined ? ticksOf(pid) * TICK : [...threads.values()].reduce((sum, one) => sum + one, 0);
  return {
    cpuMicroseconds: all,
    mainCpuMicroseconds: threads?.get(String(pid)) ?? all,
    rssBytes: Number(statOf(pid)[21]) * PAGE,
  };
}

/**
 * CPU time of each thread in microseconds, as the scheduler counts it in nanoseconds; undefined where the kernel does not
 * tell it. `stat` counts in hundredths of a second: one is a tenth of a slice of large requests.
 */
function exactCpu(pid: number): Map<string, number> | undefined {
  try {
    return new Map(
      readdirSync(`/proc/${pid}/task`).map((thread) => {
        const text = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
        return [thread, Number(text.split(' ')[0]) / 1000];
      }),
    );
  } catch {
    return undefined;
  }
}

/** Restarts the measurement of `peakRss`. */
export function forgetPeak(pid: number): void {
  if (type() === 'Linux') writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The process's peak memory; where the system does not tell it, the memory that it has now. */
export function peakRss(pid: number): number {
  if (type() !== 'Linux') return usageOf(pid).rssBytes;
  const kilobytes = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** CPU time of a process and all its children, ended ones included; 0 where the system does not tell it. */
export function familyCpu(pid: number): number {
  if (type() !== 'Linux') return 0;
  const own = statOf(pid);
  const ended = Number(own[13]) + Number(own[14]);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  const living = children.reduce((sum, child) => sum + ticksOf(Number(child)), ticksOf(pid));
  return (ended + living) * TICK;
}

function ticksOf(pid: number): number {
  try {
    const fields = statOf(pid);
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

/** The fields after the name, which may hold blanks: state is 0, utime 11, stime 12, cutime 13, cstime 14, rss 21. */
function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
}

function usageFromPs(pid: number): Usage {
  const { stdout } = spawnSync('ps', ['-o', 'cputime=,rss=', '-p', String(pid)], { encoding: 'utf8' });
  const [time = '0', rss = '0'] = stdout.trim().split(/\s+/);
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuMicroseconds: seconds * 1e6, mainCpuMicroseconds: seconds * 1e6, rssBytes: Number(rss) * 1024 };
}
