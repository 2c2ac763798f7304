import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { WORKFLOWS } from './files.ts';
import { ACTIONLINT, findRunnerProgram } from './programs.ts';

const program = findRunnerProgram(ACTIONLINT);

/** Returns what actionlint says of a workflow. */
function lint(text: string): string {
  const { stdout, stderr } = spawnSync(program ?? '', ['-no-color', '-oneline', '-'], {
    input: text,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

describe.skipIf(program === undefined)('actionlint', () => {
  it('finds a mistake in an expression', () => {
    const step = `      - run: echo "\${{ nothing.here }}"`;
    const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${step}\n`;
    expect(lint(text)).toContain('undefined variable "nothing"');
  });

  // A list of steps in a document may name steps that come before it in the reader's own job.
  it.each(WORKFLOWS.filter(({ isFragment }) => !isFragment))('finds nothing wrong in $title', ({ text }) => {
    expect(lint(text)).toBe('');
  });
});
