import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { inheritedEnv } from '../support/inherited-env.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs the built command line with a reader that closes one of its streams at once. */
async function run(closed: 'stdout' | 'stderr', ...args: string[]) {
  const child = spawn(process.execPath, ['dist/cli/cli.js', ...args], {
    cwd: ROOT,
    env: inheritedEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child[closed].destroy();
  const other = text(child[closed === 'stdout' ? 'stderr' : 'stdout']);
  const [code] = (await once(child, 'close')) as [number];
  return { code, other: (await other).replace(/^.*ExperimentalWarning.*\n.*--trace-warnings.*\n/m, '') };
}

describe('a command whose reader goes away', () => {
  it('ends quietly with its own exit code', async () => {
    expect(await run('stdout', '--help')).toEqual({ code: 0, other: '' });
    expect(await run('stderr', 'fly')).toEqual({ code: 2, other: '' });
  });
});
