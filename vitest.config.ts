import { defineConfig } from 'vitest/config';

/** Where the result is written as JSON besides the screen; CI counts by it. */
const report = process.env['SEALIFT_TEST_REPORT'];

/** Tests start registries and the action itself as processes of their own (milliseconds). */
const TIMEOUT = 30_000;
/** Whole processes race on CI's shared machines; what fails twice is broken. On a developer's own, the first time counts. */
const RETRIES = process.env['CI'] ? 1 : 0;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Programs that take long to build: npm run test:nightly.
    exclude: ['**/node_modules/**', 'test/nightly/**'],
    globalSetup: 'test/support/announce.ts',
    // Every test file has a process of its own: what it starts, it can neither share nor disturb.
    pool: 'forks',
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    retry: RETRIES,
    reporters: report ? ['default', 'json'] : ['default'],
    ...(report ? { outputFile: { json: report } } : {}),
  },
});
