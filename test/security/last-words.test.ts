import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { explainUnexpected } from '../../src/action/unhandled-errors.ts';

const HOSTILE = 'x ##[set-output name=digest]evil\n::add-mask::a\n\u001b[31m::stop-commands::t';
const [CANCELLATION, LOGGER] = ['cancellation', 'logger'].map((name) =>
  JSON.stringify(new URL(`../../src/action/${name}.ts`, import.meta.url).href),
);

/** The commands that the Actions runner would find in what a process printed (actions/runner, ActionCommand.cs). */
function commandsIn(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const modern = /^\s*::([a-z-]+)[ :]/.exec(line)?.[1];
    const old = /##\[([a-z-]+)/.exec(line)?.[1];
    return [modern, old].flatMap((command) => command ?? []);
  });
}

/** Runs a program that the last words are installed in, and then this line of it. */
function run(line: string, install = 'installCancellation(process, openLogger(true));') {
  const program = `import { installCancellation } from ${CANCELLATION}; import { openLogger } from ${LOGGER}; const text = ${JSON.stringify(HOSTILE)}; ${install} ${line}`;
  const { PATH = '' } = process.env;
  const options = { encoding: 'utf8', env: { PATH, GITHUB_ACTIONS: 'true' } } as const;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], options);
}

describe('an error that nobody catches', () => {
  it.each([
    ['in a timer', 'setTimeout(() => { throw new Error(text); }, 1);'],
    ['in a promise that nobody waits for', 'void Promise.reject(new Error(text)); setTimeout(() => {}, 60_000);'],
    ['that is no error', 'setTimeout(() => { throw text; }, 1);'],
    ['with a hostile name', 'const e = new Error(text); e.name = text; e.stack = text; void Promise.reject(e);'],
  ])('%s ends the run with one sentence and no command of its own', (_, line) => {
    const { status, stdout, stderr } = run(line);
    expect(status).toBe(1);
    expect(stderr).toBe('');
    expect(commandsIn(stdout)).toEqual(['error']);
    expect(stdout).toMatch(/^::error::Cannot finish: an unexpected error in Sealift .*; run again .*\n$/);
  });

  it('would have forged commands otherwise', () => {
    const { stderr } = run('setTimeout(() => { throw new Error(text); }, 1);', '');
    expect(commandsIn(stderr)).toContain('set-output');
  });
});

it.each([
  ['an error', new Error('a\nb'), '("a␤b")'],
  ['a text', '::error::x', '(": :error: :x")'],
  ['nothing', undefined, '("undefined")'],
  ['a message that floods', new Error('x'.repeat(10_000)), `("${'x'.repeat(499)}…")`],
])('%s is explained', (_, error, words) => {
  expect(explainUnexpected(error)).toContain(words);
});
