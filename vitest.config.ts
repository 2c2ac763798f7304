import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { chooseSeed } from './test/support/choose-seed.ts';
import { createFlakyReporter } from './test/support/flaky-reporter.ts';
import { sortTestFiles } from './test/support/pure-files.ts';
import { IS_FULL } from './test/support/seed.ts';

/** Where the result is written as JSON besides the screen, and beside it what was flaky; CI counts by it. */
const report = process.env['SEALIFT_TEST_REPORT'];
/** Programs that take long to build, and verdicts by time: only `npm run test:nightly` has them. */
const ONLY_NIGHTLY = 'test/nightly/**';
const { pure, processes } = sortTestFiles(['test/**/*.test.ts'], IS_FULL ? [] : [ONLY_NIGHTLY]);

/** Tests start registries and the action itself as processes of their own (milliseconds). */
const TIMEOUT = IS_FULL ? 300_000 : 60_000;

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'pure', include: [...pure], pool: 'threads', isolate: false } },
      {
        extends: true,
        test: {
          name: 'processes',
          include: [...processes],
          // Every test file has a process of its own: what it starts, it can neither share nor disturb.
          pool: 'forks',
          // Whole processes race on CI's shared machines. The reporter names what needed it, and lets few tests do.
          retry: process.env['CI'] && !IS_FULL ? 1 : 0,
        },
      },
    ],
    // Most tests wait, for the processes that they start or for a claim to settle: two files for each of two cores.
    maxWorkers: Math.max(4, availableParallelism()),
    globalSetup: 'test/support/announce.ts',
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
    retry: 0,
    env: { SEALIFT_SEED: chooseSeed() },
    // Measured with --coverage; scripts/coverage.ts judges it.
    coverage: {
      provider: 'v8',
      include: ['src/registry/**'],
      reporter: ['text-summary', 'json-summary'],
      reportOnFailure: true,
      reportsDirectory: 'coverage',
    },
    reporters: [
      'default',
      ...(report ? ['json'] : []),
      createFlakyReporter(report === undefined ? undefined : `${report}.flaky`),
    ],
    ...(report ? { outputFile: { json: report } } : {}),
  },
});
