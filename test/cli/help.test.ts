import { describe, expect, it } from 'vitest';
import { flagsOf, secretFlag, secretsOf } from '../../src/cli/flags.ts';
import { renderCommandHelp, renderHelp, renderInputHelp } from '../../src/cli/help.ts';
import { widthOf } from '../../src/cli/text.ts';
import { COMMANDS } from '../../src/faces/commands.ts';

/** The columns and lines of a terminal; one line is for the prompt. */
const SCREEN = { columns: 80, lines: 23 };

function expectToFit(lines: readonly string[]): void {
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(SCREEN.columns);
  expect(lines.length).toBeLessThanOrEqual(SCREEN.lines);
}

describe('the help', () => {
  it('fits a screen and names all commands', () => {
    expectToFit(renderHelp());
    for (const command of COMMANDS) expect(renderHelp().join('\n')).toContain(`\n  ${command} `);
  });

  it.each(COMMANDS)('of %s fits a screen, and names all its flags', (command) => {
    const lines = renderCommandHelp(command, SCREEN.columns);
    expectToFit(lines);
    const words = lines.join(' ').split(/\s+/);
    const flags = [...flagsOf(command), ...secretsOf(command).map(secretFlag)].map((name) => `--${name}`);
    expect(words).toEqual(expect.arrayContaining(flags));
  });

  it('of each input fits a screen', () => {
    for (const command of COMMANDS) {
      for (const name of [...flagsOf(command), ...secretsOf(command)]) {
        expectToFit(renderInputHelp(command, name, SCREEN.columns));
      }
    }
  });
});
