// `npm test` runs the suite, then the fault suite, and ends with one line for both.
// `npm test -- --and-fuzz` fuzzes afterwards, and counts each role as a test.
// `npm test -- ARGUMENTS` hands the arguments to jest and leaves the fault suite out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FUZZ = '--and-fuzz';
const given = process.argv.slice(2).filter((argument) => argument !== FUZZ);
const andFuzz = process.argv.includes(FUZZ);
// The order of tests in a file is random, and the same for everybody who tests the same commit.
const seed = given.some((argument) => argument.startsWith('--seed')) ? [] : [`--seed=${seedOfCommit()}`];
const configurations = given.length > 0 ? ['jest.config.mjs'] : ['jest.config.mjs', 'jest.faults.config.mjs'];
const folder = mkdtempSync(join(tmpdir(), 'credentials-results-'));
// Secrets and personal data that the tests found in logs and other output.
const canaries = join(folder, 'canaries');
const total = { passed: 0, failed: 0, skipped: 0 };

for (const [index, configuration] of configurations.entries()) {
  const results = join(folder, `${index}.json`);
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      `--config=${configuration}`,
      '--json',
      `--outputFile=${results}`,
      ...seed,
      ...given,
    ],
    // With --json jest prints its report on standard error, and the JSON itself on standard output.
    { stdio: ['inherit', 'ignore', 'inherit'], env: { ...process.env, CANARY_FILE: canaries } },
  );
  if (status !== 0) process.exitCode = 1;
  if (!existsSync(results)) {
    total.failed += 1;
    continue;
  }
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  // A file that did not run, or whose cleanup failed, counts although none of its tests failed.
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  total.passed += numPassedTests;
  total.failed += numFailedTests + broken.length;
  total.skipped += numPendingTests;
}

if (andFuzz) fuzz();
if (existsSync(canaries)) {
  const found = readFileSync(canaries, 'utf8');
  console.error(`\nSecrets or personal data where operators read (see docs/testing.md):\n${found}`);
  process.exitCode = 1;
  total.failed += 1;
}
rmSync(folder, { recursive: true, force: true });
const { passed, failed, skipped } = total;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

function fuzz() {
  const results = join(folder, 'fuzz.json');
  const { status } = spawnSync(process.execPath, ['test/fuzz/main.ts', '--build', `--results=${results}`], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
  const counts = existsSync(results)
    ? JSON.parse(readFileSync(results, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0 };
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
}

function seedOfCommit() {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' });
  return Number.parseInt(stdout?.slice(0, 7) || '1', 16);
}
