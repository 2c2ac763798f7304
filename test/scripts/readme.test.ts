import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseActionFile } from '../../scripts/readme/action-file.ts';
import { COMMANDS, SPECIFIC_INPUTS, usesInput } from '../../scripts/readme/by-command.ts';
import { parseHome, replaceHome } from '../../scripts/readme/home.ts';
import { renderInputsPage, renderOutputsPage, replaceSection } from '../../scripts/readme/render.ts';
import { renderInputs, renderOutputs } from '../../scripts/readme/tables.ts';

const ACTION = `
inputs:
  command:
    description: >-
      What to do:
      \`a|b\`.
    default: a
  tags:
    description: Rules.
    default: |
      type=semver
      type=sha
  dry-run: { description: Plan only., default: false }
  from: { description: What. }
outputs:
  digest: { description: The digest. }
`;
const HOME = { repository: 'acme/sealift', major: 'v2' };
const MARKS = (section: string, content: string): string =>
  `<!-- ${section}: begin, written by "npm run docs" -->${content}<!-- ${section}: end -->`;

describe('parseActionFile', () => {
  it('reads inputs and outputs in their order', () => {
    const action = parseActionFile(ACTION);
    expect(action.inputs.map(({ name, fallback }) => [name, fallback])).toEqual([
      ['command', 'a'],
      ['tags', 'type=semver\ntype=sha\n'],
      ['dry-run', 'false'],
      ['from', undefined],
    ]);
    expect(action.outputs).toEqual([{ name: 'digest', description: 'The digest.', fallback: undefined }]);
  });

  it('refuses an input without a description', () => {
    expect(() => parseActionFile('inputs: { from: { default: a } }')).toThrow(
      'Cannot read action.yml: "from" of its inputs has no description; add one',
    );
  });
});

describe('the tables', () => {
  const { inputs, outputs } = parseActionFile(ACTION);

  it('show each input on a line of its own', () => {
    expect(renderInputs(inputs)).toBe(
      [
        '| Input | Default | Meaning |',
        '| --- | --- | --- |',
        '| `command` | `a` | What to do: `a\\|b`. |',
        '| `tags` | `type=semver`<br>`type=sha` | Rules. |',
        '| `dry-run` | `false` | Plan only. |',
        '| `from` |  | What. |',
      ].join('\n'),
    );
  });

  it('show each output on a line of its own', () => {
    expect(renderOutputs(outputs)).toBe(
      '| Output | Set by | Meaning |\n| --- | --- | --- |\n| `digest` | `promote`, `verify`, `history`, `hold`, `unhold`, `outdated`, `rollback` | The digest. |',
    );
  });
});

describe('parseHome', () => {
  it.each([
    ['git+https://github.com/acme/sealift.git', '0.1.0', 'v0'],
    ['https://github.com/acme/sealift', '12.0.0-rc.1', 'v12'],
  ])('derives the home from %s and %s', (url, version, major) => {
    expect(parseHome(JSON.stringify({ version, repository: { url } }))).toEqual({ repository: 'acme/sealift', major });
  });

  it.each(['{}', '{"version":"1.0.0"}', '{"version":"x","repository":{"url":"https://github.com/a/b"}}'])(
    'refuses %s',
    (text) => {
      expect(() => parseHome(text)).toThrow('Cannot read package.json');
    },
  );
});

describe('replaceHome', () => {
  it.each([
    ['- uses: old/sealift@v1', '- uses: acme/sealift@v2'],
    ['  uses: old/sealift@11bd71901bbe5b16 # v1', '  uses: acme/sealift@v2 # v1'],
    ['- uses: docker/login-action@v3', '- uses: docker/login-action@v3'],
    ['- uses: old/sealift-other@v1', '- uses: old/sealift-other@v1'],
    ['(https://github.com/old/sealift/issues)', '(https://github.com/acme/sealift/issues)'],
    ['https://github.com/old/sealift', 'https://github.com/acme/sealift'],
    [
      'https://raw.githubusercontent.com/old/sealift/v1/schema/sealift.schema.json',
      'https://raw.githubusercontent.com/acme/sealift/v2/schema/sealift.schema.json',
    ],
    ['https://github.com/old/sealift-site/', 'https://github.com/old/sealift-site/'],
  ])('makes of %s', (before, after) => {
    expect(replaceHome(before, HOME)).toBe(after);
  });
});

describe('renderInputsPage', () => {
  const page = `# A\n\n${MARKS('inputs', '\nold\n')}\n\nB\n`;

  it('replaces the tables and leaves all else', () => {
    const text = renderInputsPage(page, parseActionFile(ACTION));
    expect(text).toMatch(/^# A\n\n<!-- inputs: begin[^\n]*\n\n## promote\n\n\| Input /);
    expect(text).not.toContain('\nold\n');
    expect(text).toMatch(/\n\nB\n$/);
  });

  it('shows an input with each command that uses it, or once if all of them do', () => {
    const sections = renderInputsPage(page, parseActionFile(ACTION)).split('\n## ');
    const having = (input: string) =>
      sections.filter((text) => text.includes(`| \`${input}\` |`)).map((text) => text.split('\n')[0]);
    expect(having('command')).toEqual(['Every command']);
    expect(having('dry-run')).toEqual(['promote', 'plan', 'hold', 'unhold', 'check', 'outdated', 'rollback']);
    expect(having('from')).toEqual(['promote', 'plan', 'verify', 'history', 'check']);
  });

  it('finds nothing to do the second time', () => {
    const once = renderInputsPage(page, parseActionFile(ACTION));
    expect(renderInputsPage(once, parseActionFile(ACTION))).toBe(once);
  });

  it.each(['', MARKS('inputs', '') + MARKS('inputs', ''), '<!-- inputs: end -->'])('refuses %j', (text) => {
    expect(() => replaceSection(text, 'inputs', '')).toThrow('Cannot write the tables: the document must hold');
  });
});

describe('renderOutputsPage', () => {
  it('replaces the table and leaves all else', () => {
    const text = renderOutputsPage(`# A\n\n${MARKS('outputs', '\nold\n')}\n`, parseActionFile(ACTION));
    expect(text).toMatch(/^# A\n\n<!-- outputs: begin[^\n]*\n\n\| Output /);
    expect(text).not.toContain('\nold\n');
  });
});

describe('the inputs of each command', () => {
  const action = parseActionFile(readFileSync(join(import.meta.dirname, '..', '..', 'action.yml'), 'utf8'));

  it('are inputs that there are', () => {
    expect(action.inputs.map(({ name }) => name)).toEqual(expect.arrayContaining([...SPECIFIC_INPUTS]));
  });

  it('are used by a command', () => {
    for (const input of SPECIFIC_INPUTS) expect(COMMANDS.some((command) => usesInput(command, input))).toBe(true);
  });
});
