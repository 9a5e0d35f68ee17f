import unit from './jest.config.js';

/** Real builds: needs a Docker engine with BuildKit. Serial, since the cases share the builder's cache mounts. */
export default {
  ...unit,
  testMatch: ['**/e2e/**/*.test.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
  testTimeout: 900_000,
};
