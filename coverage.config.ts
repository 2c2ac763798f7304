import { defineConfig } from 'vitest/config';
import tests from './vitest.config.ts';

const { projects: _, ...common } = tests.test ?? {};

/**
 * The tests that reach `src/registry` in their own process, for `npm run coverage`: others cannot be seen from there.
 *
 * CI measures it nightly with all tests instead, in the only run that it makes of them.
 */
export default defineConfig({
  test: {
    ...common,
    include: [
      'test/{oci,promotion,registry,text}/**/*.test.ts',
      'test/security/{changing-answers,fail-closed,large-manifests,parsers,references,transport-*}.test.ts',
      'test/e2e/matrix*.test.ts',
    ],
    pool: 'forks',
  },
});
