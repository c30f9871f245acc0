import { runCli } from '../../src/cli/run-cli.js';
import type { Env } from '../../src/config/index.js';
import { watchOutput, watchSecrets } from './canaries/index.js';

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as `npm run cli --` does. */
export async function command(env: Env, ...args: string[]): Promise<CommandResult> {
  const written = { out: '', err: '' };
  const code = await runCli(args, {
    env,
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
  });
  watchSecrets(env);
  watchOutput({ from: `command ${args[0] ?? ''}`, text: written.out + written.err });
  return { code, ...written };
}
