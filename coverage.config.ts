import { defineConfig } from 'vitest/config';
import tests from './vitest.config.ts';

/** What of the registry's client must be reached at least, in percent: of all files together. */
const LEAST = 95;

/** Two processes at once, which by default would be one on two cores: much of the time is spent waiting. */
const WORKERS = 2;

/** Measures `src/registry` by the tests that run in their own process: others cannot be seen from there. */
export default defineConfig({
  test: {
    ...tests.test,
    include: [
      'test/{oci,promotion,registry,text}/**/*.test.ts',
      'test/security/{changing-answers,fail-closed,large-manifests,parsers,references,transport-*}.test.ts',
      'test/e2e/matrix*.test.ts',
    ],
    maxWorkers: WORKERS,
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/registry/**'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'coverage',
      thresholds: { lines: LEAST, branches: LEAST, statements: LEAST, functions: LEAST },
    },
  },
});
