import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

const REQUIREMENTS = join(ROOT, 'test/fuzz/requirements.txt');

/** Written last, so that a broken-off installation is made again. */
const COMPLETE = 'complete';

const FITS = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 10) else 1)';

/** The command of Schemathesis in a virtual environment of its own, or the reason why there is none. */
export function installSchemathesis(): { readonly command: string } | { readonly missing: string } {
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', FITS]).status === 0);
  if (python === undefined) return { missing: 'there is no Python 3.10 or later with the module venv' };
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(ROOT).digest('hex');
  const folder = join(ROOT, 'node_modules/.cache', `schemathesis-${version.slice(0, 12)}`);
  const command = join(folder, 'bin/schemathesis');
  if (existsSync(join(folder, COMPLETE))) return { command };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const steps: readonly (readonly [string, ...string[]])[] = [
    [python, '-m', 'venv', folder],
    [join(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
  ];
  for (const [step, ...args] of steps) {
    const { status, stderr } = spawnSync(step, args, { encoding: 'utf8' });
    if (status !== 0) {
      const reason = stderr.trim().split('\n').at(-1) ?? '';
      return { missing: `Schemathesis cannot be installed (${reason})` };
    }
  }
  writeFileSync(join(folder, COMPLETE), '');
  return { command };
}
