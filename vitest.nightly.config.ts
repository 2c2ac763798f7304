import { defineConfig } from 'vitest/config';
import tests from './vitest.config.ts';

/** A foreign registry starts, sets up its database and hashes passwords (milliseconds). */
const TIMEOUT = 300_000;

/** Promotes with registries of others that take too long to build for every run. */
export default defineConfig({
  test: {
    ...tests.test,
    include: ['test/nightly/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: 'test/nightly/seed.ts',
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    retry: 0,
  },
});
