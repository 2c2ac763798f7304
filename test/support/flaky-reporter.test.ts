import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { judgeFlaky, renderFlaky } from './flaky-reporter.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const flaky = (...files: readonly string[]) => files.map((file, index) => ({ file, name: `does ${index}` }));

describe('flaky tests', () => {
  it.each([
    ['none', flaky(), undefined],
    ['one', flaky('a'), undefined],
    ['two of two files', flaky('a', 'b'), undefined],
    ['two of one file', flaky('a', 'a'), /^2 tests of a needed a retry/],
    ['three', flaky('a', 'b', 'c'), /^3 tests needed a retry/],
  ])('judges %s', (_, tests, why) => {
    if (why === undefined) expect(judgeFlaky(tests)).toBeUndefined();
    else expect(judgeFlaky(tests)).toMatch(why);
  });

  it('are named', () => {
    expect(renderFlaky(flaky('a', 'b'))).toBe('flaky: 2\n  a > does 0\n  b > does 1');
    expect(renderFlaky([])).toBe('flaky: 0');
  });
});

/** In the repository, because vitest is looked for from there. */
const folder = mkdtempSync(join(ROOT, 'node_modules', '.sealift-flaky-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs vitest on test files of so many tests, each of which passes when it is tried a second time. */
function runFlaky(...counts: readonly number[]) {
  for (const [index, count] of counts.entries()) {
    const lines = Array.from(
      { length: count },
      (_, test) =>
        `let tries${test} = 0; it('test ${test}', () => { if (tries${test}++ === 0) throw new Error('first'); });`,
    );
    writeFileSync(
      join(folder, `f${index}.test.js`),
      `import { it } from 'vitest';\nit('is fine', () => {});\n${lines.join('\n')}\n`,
    );
  }
  const reporter = JSON.stringify(join(import.meta.dirname, 'flaky-reporter.ts'));
  const report = join(folder, 'flaky.txt');
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `import { createFlakyReporter } from ${reporter};
export default { test: { include: [${counts.map((_, index) => `'f${index}.test.js'`)}], retry: 1, reporters: [createFlakyReporter(${JSON.stringify(report)})] } };`,
  );
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run'], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, report: readFileSync(report, 'utf8') };
}

describe('a run', () => {
  it.each([
    { counts: [0, 0], status: 0, line: 'flaky: 0' },
    { counts: [1, 1], status: 0, line: 'flaky: 2' },
    { counts: [2], status: 1, line: 'flaky: 2' },
    { counts: [1, 1, 1], status: 1, line: 'flaky: 3' },
  ])('of files with $counts flaky tests ends with $status and says "$line"', ({ counts, status, line }) => {
    const run = runFlaky(...counts);
    expect(run, run.stdout).toMatchObject({ status });
    expect(run.stdout).toContain(`${line}\n`);
    expect(run.report.split('\n')[0]).toBe(line);
    if (counts[0] === 1) expect(run.report).toContain('  f0.test.js > test 0\n');
  });
});
