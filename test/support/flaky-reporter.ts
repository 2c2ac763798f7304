import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** So many tests of one file may need a retry; with one more the run fails. */
const MOST_IN_A_FILE = 1;
/** So many tests of the whole run may need a retry. */
const MOST_IN_A_RUN = 2;

/** A test that passed, but only when it was tried again. */
export interface FlakyTest {
  readonly file: string;
  readonly name: string;
}

/** Returns why flaky tests fail a run, or undefined if they are few enough. */
export function judgeFlaky(flaky: readonly FlakyTest[]): string | undefined {
  const most = `${MOST_IN_A_RUN} of a run, and ${MOST_IN_A_FILE} of a file`;
  if (flaky.length > MOST_IN_A_RUN) return `${flaky.length} tests needed a retry; at most ${most} may`;
  for (const [file, tests] of Map.groupBy(flaky, (each) => each.file)) {
    if (tests.length > MOST_IN_A_FILE) return `${tests.length} tests of ${file} needed a retry; at most ${most} may`;
  }
  return undefined;
}

/** Renders how many tests were flaky, and which. */
export function renderFlaky(flaky: readonly FlakyTest[]): string {
  const why = judgeFlaky(flaky);
  return [
    `flaky: ${flaky.length}`,
    ...flaky.map(({ file, name }) => `  ${file} > ${name}`),
    ...(why === undefined ? [] : [`FAILED: ${why}`]),
  ].join('\n');
}

function flakyOf(module: TestModule): readonly FlakyTest[] {
  return [...module.children.allTests('passed')]
    .filter((test) => test.diagnostic()?.flaky === true)
    .map((test) => ({ file: module.relativeModuleId, name: test.fullName }));
}

/**
 * Creates a reporter that ends the run with the tests that passed only when they were tried again, and fails it if
 * there are too many of them.
 *
 * @param file also receives what is printed, for scripts.
 */
export function createFlakyReporter(file?: string): Reporter {
  return {
    onTestRunEnd(modules) {
      const flaky = modules.flatMap(flakyOf);
      const text = `${renderFlaky(flaky)}\n`;
      process.stdout.write(text);
      if (file !== undefined) writeFileSync(file, text);
      if (judgeFlaky(flaky) !== undefined) process.exitCode = 1;
    },
  };
}
