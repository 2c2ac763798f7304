import { chosenGroup } from './groups.ts';

const { name, mutate } = chosenGroup();

/** Stryker's settings for one group of modules; see README.md beside this file. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'mutation/vitest.config.ts', related: false },
  mutate,
  coverageAnalysis: 'perTest',
  // What is computed when a module is loaded, such as its expressions, needs all tests of the group for each mutant.
  ignoreStatic: process.env['SEALIFT_MUTATE_STATIC'] !== '1',
  concurrency: 1,
  // TypeScript 7 has no API in JavaScript, which Stryker would rewrite a tsconfig with.
  tsconfigFile: 'no-tsconfig.json',
  timeoutMS: 3000,
  timeoutFactor: 2,
  ignorePatterns: ['dist', 'docs', 'demo', 'bench', 'coverage', 'reports'],
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false, reportMutants: false },
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  // What the last run found is taken over, where neither the mutant nor its tests have changed since.
  incremental: true,
  incrementalFile: `reports/incremental/${name}.json`,
};
