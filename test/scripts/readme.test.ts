import { describe, expect, it } from 'vitest';
import { parseActionFile } from '../../scripts/readme/action-file.ts';
import { parseHome, replaceHome } from '../../scripts/readme/home.ts';
import { renderReadme, replaceSection } from '../../scripts/readme/render.ts';
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
        '| Input     | Default                     | Meaning             |',
        '| --------- | --------------------------- | ------------------- |',
        '| `command` | `a`                         | What to do: `a\\|b`. |',
        '| `tags`    | `type=semver`<br>`type=sha` | Rules.              |',
        '| `dry-run` | `false`                     | Plan only.          |',
        '| `from`    |                             | What.               |',
      ].join('\n'),
    );
  });

  it('show each output on a line of its own', () => {
    expect(renderOutputs(outputs)).toBe(
      '| Output   | Meaning     |\n| -------- | ----------- |\n| `digest` | The digest. |',
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
    ['https://github.com/old/sealift-site/', 'https://github.com/old/sealift-site/'],
  ])('makes of %s', (before, after) => {
    expect(replaceHome(before, HOME)).toBe(after);
  });
});

describe('renderReadme', () => {
  const readme = `# A\n\n${MARKS('inputs', '\nold\n')}\n\nB\n\n${MARKS('outputs', '')}\n\nuses: old/sealift@v1\n`;

  it('replaces the tables and leaves all else', () => {
    const text = renderReadme(readme, parseActionFile(ACTION), HOME);
    expect(text).toMatch(/^# A\n\n<!-- inputs: begin[^\n]*\n\n\| Input /);
    expect(text).not.toContain('old');
    expect(text).toContain('\n\nB\n\n');
  });

  it('finds nothing to do the second time', () => {
    const once = renderReadme(readme, parseActionFile(ACTION), HOME);
    expect(renderReadme(once, parseActionFile(ACTION), HOME)).toBe(once);
  });

  it.each(['', MARKS('inputs', '') + MARKS('inputs', ''), '<!-- inputs: end -->'])('refuses %j', (text) => {
    expect(() => replaceSection(text, 'inputs', '')).toThrow('Cannot write README.md: it must hold');
  });
});
