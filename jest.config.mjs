/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // jest.faults.config.mjs runs these.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/faults/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Relative imports end in .js, as Node's ESM wants; tests load the .ts file beside it.
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
  setupFilesAfterEnv: [
    '<rootDir>/test/support/canaries/watch-console.ts',
    '<rootDir>/test/support/error-marks.ts',
  ],
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  maxWorkers: 2,
  // Node frees no ES modules of a test file that has ended, up to 60 MB each. Such a worker is replaced before it
  // spends its time on collecting garbage and then runs out of memory.
  workerIdleMemoryLimit: '1GB',
  // No test needs another one to run before it. scripts/test.mjs chooses the seed; the report names it.
  randomize: true,
  // A worker with over a gigabyte may need longer to end than jest's half second, and jest would blame the tests.
  // It still reports a worker that an open handle keeps alive.
  workerGracefulExitTimeout: 10_000,
  // On a busy machine the start of the application alone may take ten seconds.
  testTimeout: 60_000,
};
