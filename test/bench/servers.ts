import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { inheritedEnv } from '../support/inherited-env.ts';
import type { Cores } from './machine.ts';
import { nodeFlags } from './node-flags.ts';
import { STATUS_WORKER } from './world/names.ts';

/** Another build migrates its database first. */
const START_LIMIT = 90_000;
const STOP_LIMIT = 10_000;
const LAST_LINES = 20;

export interface Server {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

export interface ServerPlan {
  readonly dist: string;
  readonly databaseUrl: string;
  /** The folder for logs and files of the service. */
  readonly folder: string;
  readonly secret: string;
  readonly publicUrl: string;
  readonly cores: Cores | undefined;
  readonly profile?: string;
}

/** A module that a service loads first, and the file for what it finds out. */
export interface LoopWatch {
  readonly preload: string;
  readonly report: string;
}

/**
 * The built service as in production, except for the keys: limits, guards and access log have their defaults. Delivery
 * is the work of a worker, so the role is `api` unless a work measures deliveries.
 */
export async function startService(
  plan: ServerPlan,
  role: 'api' | 'all' = 'api',
  watch?: LoopWatch,
): Promise<Server> {
  const port = await freePort();
  const profile = plan.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(plan.profile)}`];
  const env = {
    ...inheritedEnv(),
    PORT: String(port),
    ROLE: role,
    PUBLIC_URL: plan.publicUrl,
    DATABASE_URL: plan.databaseUrl,
    DATA_DIR: join(plan.folder, 'service'),
    JWT_SECRET_KEY: plan.secret,
    LEARNER_STATUS_WORKER: STATUS_WORKER,
    LOG_LEVEL: 'info',
    // The work repeats its requests after some time.
    CREDIT_REQUEST_INTERVAL: '0',
    ...(watch === undefined ? {} : { LOOP_WATCH_REPORT: watch.report }),
  };
  const preload = watch === undefined ? [] : ['--import', watch.preload];
  const log = join(plan.folder, 'service.log');
  return start([...preload, ...profile, resolve(plan.dist, 'main.js')], {
    env,
    port,
    log,
    cores: plan.cores,
  });
}

export async function startLimit(plan: ServerPlan): Promise<Server> {
  const port = await freePort();
  const script = fileURLToPath(new URL('limit/server.ts', import.meta.url));
  const log = join(plan.folder, 'limit.log');
  const args = [script, plan.dist, plan.databaseUrl, plan.publicUrl, String(port)];
  return start(args, { env: process.env, port, log, cores: plan.cores });
}

interface Launch {
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
  /** The file for the server's output. */
  readonly log: string;
  readonly cores: Cores | undefined;
}

async function start(args: readonly string[], { env, port, log, cores }: Launch): Promise<Server> {
  // taskset becomes the server: the process id is the same.
  const [command = '', ...rest] = [
    ...(cores === undefined ? [] : ['taskset', '-c', cores.server]),
    process.execPath,
    ...nodeFlags(),
    ...args,
  ];
  const output = openSync(log, 'a');
  const child = spawn(command, rest, { env, stdio: ['ignore', output, output] });
  closeSync(output);
  running.add(child);
  const ended = new Promise<void>((settle) => {
    child.once('close', () => {
      running.delete(child);
      settle();
    });
  });
  await answers(child, port, log);
  return {
    pid: child.pid!,
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await Promise.race([ended, delay(STOP_LIMIT, undefined, { ref: false })]);
      child.kill('SIGKILL');
    },
  };
}

/** Running servers. An interrupted bench must end them. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

async function answers(child: ChildProcess, port: number, log: string): Promise<void> {
  for (const limit = Date.now() + START_LIMIT; Date.now() < limit && child.exitCode === null;) {
    const reached = await fetch(`http://127.0.0.1:${port}/livez`).then(
      async (response) => response.text(),
      () => undefined,
    );
    if (reached !== undefined) return;
    await delay(50);
  }
  child.kill('SIGKILL');
  const lastWords = readFileSync(log, 'utf8').trim().split('\n').slice(-LAST_LINES).join('\n');
  throw new Error(`A server did not start: ${child.spawnargs.join(' ')}\n${lastWords}`);
}
