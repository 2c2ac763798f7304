import { describe, expect, it } from 'vitest';
import { parseActionFile } from '../../scripts/readme/action-file.ts';
import { parseHome, replaceHome } from '../../scripts/readme/home.ts';
import { replaceSection } from '../../scripts/readme/render.ts';
import { renderInputTables, renderTable } from '../../scripts/readme/tables.ts';

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

describe('renderTable', () => {
  it('shows each row on a line of its own, whatever is in it', () => {
    expect(renderTable(['Input', 'Meaning'], [['`a`', ' What\n to do: `a|b`. ']])).toBe(
      '| Input | Meaning |\n| --- | --- |\n| `a` | What to do: `a\\|b`. |',
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
    ['`uses: old/sealift/actions/promote@v1`: one', '`uses: acme/sealift/actions/promote@v2`: one'],
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

describe('renderInputTables', () => {
  it('shows an input with each command that uses it, or once if all of them do', () => {
    const sections = renderInputTables(HOME).split(/^## /m);
    const having = (input: string) =>
      sections.filter((text) => text.includes(`| \`${input}\` |`)).map((text) => text.split('\n')[0]);
    expect(having('command')).toEqual(['Every command']);
    expect(having('dry-run')).toEqual(
      expect.arrayContaining(['promote', 'plan', 'hold', 'unhold', 'check', 'rollback']),
    );
    expect(having('dry-run')).not.toContain('verify');
    expect(having('sep-tags')).toEqual(['tags']);
  });
});

describe('replaceSection', () => {
  const page = `# A\n\n${MARKS('inputs', '\nold\n')}\n\nB\n`;

  it('replaces the tables and leaves all else, and finds nothing to do the second time', () => {
    const text = replaceSection(page, 'inputs', 'new');
    expect(text).toMatch(/^# A\n\n<!-- inputs: begin[^\n]*\n\nnew\n\n<!-- inputs: end -->\n\nB\n$/);
    expect(replaceSection(text, 'inputs', 'new')).toBe(text);
  });

  it.each(['', MARKS('inputs', '') + MARKS('inputs', ''), '<!-- inputs: end -->'])('refuses %j', (text) => {
    expect(() => replaceSection(text, 'inputs', '')).toThrow('Cannot write the tables: the document must hold');
  });
});
