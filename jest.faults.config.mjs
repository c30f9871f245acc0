import base from './jest.config.mjs';

// Each file has a PostgreSQL, a mail server and processes of its own, and the machine to itself: see docs/faults.md.
const { globalSetup, globalTeardown, testPathIgnorePatterns, ...shared } = base;

/** @type {import('jest').Config} */
export default {
  ...shared,
  roots: ['<rootDir>/test/faults'],
  maxWorkers: 1,
  // Longer than any deadline within the tests, which say what did not happen.
  testTimeout: 240_000,
};
