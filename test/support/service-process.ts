import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Env } from '../../src/config/index.js';
import { watchOutput, watchSecrets } from './canaries/index.js';
import { inheritedEnv } from './inherited-env.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The built service as a process of its own, as an operator runs it. */
export interface ServiceProcess {
  readonly process: ChildProcess;
  output(): string;
  /** Resolves when the output holds the text; rejects when the process ends before. */
  says(text: string): Promise<void>;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export interface ServiceProcessOptions {
  /** The folder of the built service, from the root of the repository. Default: `dist`. */
  readonly dist?: string;
  /** Whether it has its own process group, which Ctrl-C does not reach. Default: true. */
  readonly detached?: boolean;
}

export function startService(
  env: Env,
  { dist = 'dist', detached = true }: ServiceProcessOptions = {},
): ServiceProcess {
  const child = spawn(process.execPath, [`${dist}/main.js`], {
    cwd: ROOT,
    detached,
    env: { ...inheritedEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  watchSecrets(env);
  child.on('close', () => watchOutput({ from: 'service', text: output }));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  return {
    process: child,
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const listen = () => {
          if (!output.includes(text)) return;
          listeners.delete(listen);
          resolve();
        };
        listeners.add(listen);
        listen();
        void ended.then(() => reject(new Error(`the service ended without saying "${text}":\n${output}`)));
      }),
    ended,
  };
}
