import base from './jest.config.mjs';

/** Slow tests that kill processes; one at a time, because they start whole services. */
export default {
  ...base,
  testMatch: ['**/*.crash.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
  testTimeout: 120_000,
};
