import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { installSchemathesis } from './python.ts';
import { authorizationOf, type Role } from './roles.ts';
import { ROOT } from './root.ts';
import { type FuzzedService, startFuzzedService } from './service.ts';

/** Requests of each operation and phase, without `--time`. Times would make a slow machine ask less. */
const REQUESTS_EACH = 5;

/** `npm run test:fuzz`: see docs/testing.md. */
async function main(options: Options): Promise<void> {
  const installed = installSchemathesis();
  if ('missing' in installed) {
    console.log(`Fuzzing is skipped: ${installed.missing}.`);
    report(options, { passed: 0, failed: 0, skipped: options.roles.length * options.seeds.length });
    return;
  }
  const service = await startFuzzedService();
  const interruption = new AbortController();
  const interrupted = () => {
    interruption.abort();
    void service.stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const seed of options.seeds) {
      for (const role of options.roles) {
        console.log(`\nAs ${role} with seed ${seed}:`);
        const question = { role, seed, seconds: options.seconds, signal: interruption.signal };
        const isFine = await ask(installed.command, service, question);
        counts[isFine ? 'passed' : 'failed'] += 1;
        if (!isFine) console.log(`To repeat: npm run test:fuzz -- --seed ${seed} --role ${role}`);
      }
    }
  } finally {
    await service.stop();
  }
  report(options, counts);
  if (counts.failed > 0) process.exitCode = 1;
}

interface Question {
  readonly role: Role;
  readonly seed: number;
  readonly seconds: number | undefined;
  readonly signal: AbortSignal;
}

function ask(
  command: string,
  { url }: FuzzedService,
  { role, seed, seconds, signal }: Question,
): Promise<boolean> {
  const authorization = authorizationOf(role);
  const child = spawn(
    command,
    [
      `--config-file=${join(ROOT, 'test/fuzz/schemathesis.toml')}`,
      'run',
      join(ROOT, 'openapi.json'),
      `--url=${url}`,
      `--seed=${seed}`,
      ...(seconds === undefined ? [`--max-examples=${REQUESTS_EACH}`] : [`--max-time=${seconds}`]),
      ...(authorization === undefined ? [] : ['--header', `Authorization: ${authorization}`]),
      '--no-color',
    ],
    {
      // The place of hooks.py.
      cwd: join(ROOT, 'test/fuzz'),
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'inherit', 'inherit'],
      signal,
    },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

function report(
  { results }: Options,
  counts: { readonly passed: number; readonly failed: number; readonly skipped: number },
): void {
  if (results !== undefined) writeFileSync(results, JSON.stringify(counts));
  const { passed, failed, skipped } = counts;
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
