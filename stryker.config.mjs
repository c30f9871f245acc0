import { AREAS } from './test/mutation/areas.mjs';

const area = process.env.MUTATION_AREA;

/** Mutation testing of one area: see scripts/mutation.mjs. @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'suite',
  plugins: ['./test/mutation/runner.mjs'],
  testRunnerNodeArgs: ['--disable-warning=ExperimentalWarning'],
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATION_PROCESSES ?? 1),
  mutate: [...AREAS[area].mutate, '!src/**/*.spec.ts', '!src/**/*.audit.ts', '!src/**/*.module.ts'],
  // Words of messages and names of statements are no rules.
  mutator: { excludedMutations: ['StringLiteral'] },
  // They run once at the load of the file, for every test; a service with a broken one does not start.
  ignoreStatic: true,
  // A busy machine is no endless loop.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  tempDirName: '.stryker-tmp',
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: false, logTests: false },
  jsonReporter: { fileName: process.env.MUTATION_RESULTS },
  allowConsoleColors: false,
};
