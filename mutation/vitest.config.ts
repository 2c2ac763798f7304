import { defineConfig } from 'vitest/config';
import { chosenGroup } from './groups.ts';

/** A mutant that hangs is found by Stryker; a test that starts a process is given this long (milliseconds). */
const TIMEOUT = 10_000;

/** The tests of one group of modules, which run once for each mutant that they cover. */
export default defineConfig({
  test: {
    include: [...chosenGroup().tests],
    // Properties draw the same cases for each mutant and in each run.
    env: { SEALIFT_SEED: 'mutation' },
    testTimeout: TIMEOUT,
    hookTimeout: TIMEOUT,
  },
});
