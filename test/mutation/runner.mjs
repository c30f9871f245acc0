import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { specsOf } from './areas.mjs';
import './typescript.mjs';
import { load, NoEnd, run } from './suite.mjs';

/** What the changed code asks: which change is on, and who calls. */
const stryker = (globalThis.__stryker__ ??= {});

/** Longest time of a test with a change; without one they take a second or two. */
const LIMIT_MS = 15_000;

/** Runs the tests of an area in one process that loads them once. */
class SuiteRunner {
  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    for (const spec of globSync(specsOf(process.env.MUTATION_AREA)).sort()) {
      await load(spec, () => import(pathToFileURL(spec).href));
    }
  }

  async dryRun() {
    const coverage = (stryker.mutantCoverage ??= { static: {}, perTest: {} });
    const shared = [];
    const results = await run({
      at: (tests) => {
        stryker.currentTestId = tests.length === 1 ? tests[0].id : `hooks ${shared.push(tests)}`;
      },
    });
    stryker.currentTestId = undefined;
    // What a hook calls counts for each of its tests.
    for (const [index, tests] of shared.entries()) {
      const name = `hooks ${index + 1}`;
      for (const { id } of tests)
        coverage.perTest[id] = { ...coverage.perTest[name], ...coverage.perTest[id] };
      delete coverage.perTest[name];
    }
    return { status: DryRunStatus.Complete, tests: results.map(resultOf), mutantCoverage: coverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    const chosen = testFilter && new Set(testFilter);
    stryker.activeMutant = activeMutant.id;
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    const results = await run({ chosen, bail: !disableBail, limitMs: LIMIT_MS });
    stryker.activeMutant = undefined;
    const endless = determineHitLimitReached(stryker.hitCount, hitLimit);
    if (endless !== undefined) return endless;
    const failed = results.filter(
      ({ error, file }) => error instanceof NoEnd || (error && file.startsWith('src/')),
    );
    if (failed.length > 0) {
      const again = await run({ chosen: new Set(failed.map(({ id }) => id)) });
      // A busy machine is no reason: without the change the test must be far from the limit.
      if (failed.some(({ error }) => error instanceof NoEnd) && again.some(({ ms }) => ms > LIMIT_MS / 4))
        return { status: MutantRunStatus.Timeout, reason: 'no end' };
      // A change may leave something behind. Stryker then tries it again in a new process. Tests outside of src have
      // an application and a database of their own.
      const broken = again.find(({ error }) => error !== undefined);
      if (broken !== undefined)
        throw new Error(`fails without a change, too: ${broken.id}`, { cause: broken.error });
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests: results.map(resultOf) }, disableBail);
  }
}

function resultOf({ id, file, ms, error }) {
  const result = { id, name: id, fileName: file, timeSpentMs: ms };
  return error === undefined
    ? { ...result, status: TestStatus.Success }
    : { ...result, status: TestStatus.Failed, failureMessage: String(error?.stack ?? error) };
}

export const strykerPlugins = [
  declareFactoryPlugin(
    PluginKind.TestRunner,
    'suite',
    Object.assign(() => new SuiteRunner(), { inject: [] }),
  ),
];
