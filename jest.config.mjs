/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // They have a configuration of their own: jest.faults.config.mjs.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/faults/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Relative imports end in .js, as Node's ESM wants; under test the .ts beside it is meant.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
          keepClassNames: true,
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  maxWorkers: 2,
  // A test may not need the ones before it. The report names the seed; `npm test -- --seed=N` repeats its order.
  randomize: true,
  // After many files a worker holds over a gigabyte, and on a busy machine needs longer than jest's half second to give
  // it back; jest would kill it and blame the tests. One that an open handle keeps alive is still told of.
  workerGracefulExitTimeout: 10_000,
  // What hangs is to fail some time; on a busy machine a start of the application alone may take ten seconds.
  testTimeout: 60_000,
};
