import base from './jest.config.mjs';

// Each file has a PostgreSQL, a mail server and processes of its own: see docs/faults.md.
const { globalSetup, globalTeardown, testPathIgnorePatterns, workerIdleMemoryLimit, ...shared } = base;

/** @type {import('jest').Config} */
export default {
  ...shared,
  roots: ['<rootDir>/test/faults'],
  // They mostly wait: three at a time need a third of the time on two processors.
  maxWorkers: 3,
  // Longer than the deadlines inside the tests, whose messages name the missing state.
  testTimeout: 240_000,
};
