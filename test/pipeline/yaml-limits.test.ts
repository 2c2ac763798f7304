import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/pipeline/yaml.ts';
import { findExcess } from '../../src/pipeline/yaml-limits.ts';

function findingsOf(text: string) {
  const read = parseYaml(text);
  return 'findings' in read ? read.findings : [];
}

/** As large as a pipeline file may be (bytes). */
const LARGEST = 1024 * 1024;

function fill(part: string): string {
  return part.repeat(Math.floor(LARGEST / part.length));
}

const HOSTILE: Readonly<Record<string, string>> = {
  'open brackets': fill('['),
  'open braces': fill('{'),
  'empty lists': fill('[]'),
  'lists in lists in one line': fill('- '),
  'keys in keys in one line': fill('? '),
  'keys and no values': fill('a: '),
  'keys in lines': fill('a: b\n'),
  'keys that differ': Array.from({ length: 90_000 }, (_, index) => `k${index}: v`).join('\n'),
  'items in lines': fill('- a\n'),
  'items in one line': `[${fill('a,')}]`,
  'keys in one line': `{${fill('a: b,')}}`,
  'lines that are each deeper': Array.from({ length: 1400 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
  anchors: fill('&a '),
  aliases: `a: &a b\nb: [${fill('*a,')}]`,
  tags: fill('!a '),
  comments: fill('#\n'),
  'lines with nothing': fill('\n'),
  'quotes in one line': fill('"" '),
  documents: fill('---\n'),
  directives: fill('%YAML 1.2\n'),
  'block scalars': fill('a: |\n b\n'),
  'what nobody sees': `[${fill('"\u200b",')}]`,
};

describe('a file of nothing but', () => {
  it.each(Object.entries(HOSTILE))('%s is refused at once', (_, text) => {
    const before = process.cpuUsage();
    const memory = process.memoryUsage().rss;
    const findings = findingsOf(text);
    const { user, system } = process.cpuUsage(before);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toMatch(/^it (?:is nested too deeply|has more than 20,000)/);
    expect((user + system) / 1000).toBeLessThan(2000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(200 * 1024 * 1024);
  });
});

describe('what is too much', () => {
  it('has its place', () => {
    expect(findingsOf(`a: 1\nb: ${'['.repeat(33)}`)).toMatchObject([{ line: 2, column: 36 }]);
    expect(findingsOf('a\n'.repeat(20_001))).toMatchObject([{ line: 20_001, column: 1 }]);
  });

  it.each([
    ['brackets in a text', `a: x${'['.repeat(1000)}`],
    ['brackets in quotes', `a: "${'['.repeat(1000)}"`],
    ['brackets in lines of text', `a: |\n  ${'[ - {\n  '.repeat(1000)}`],
    ['brackets in a comment', `a: 1 # ${'['.repeat(1000)}`],
    ['hyphens in a text', `a: ${'-'.repeat(1000)}`],
    ['a list of lists', `a: ${'['.repeat(30)}${']'.repeat(30)}`],
    ['blanks before a comment', `a: 1\n${' '.repeat(200)}# far off`],
  ])('is not %s', (_, text) => {
    expect(findExcess(text)).toBeUndefined();
    expect(findingsOf(text)).toEqual([]);
  });

  it('is not a file of a thousand environments', () => {
    const environments = Array.from(
      { length: 1000 },
      (_, index) => `  e${index}:
    repository: "registry.example.com/e${index}/{image}"
    from: [e${Math.max(index - 1, 0)}]
    signers:
      - { identity: "https://github.com/acme/app/.github/workflows/a.yml@refs/heads/main", issuer: "https://id.acme.com" }
    tags: |
      type=semver
      type=date_seq
`,
    );
    expect(findExcess(`version: 1\nenvironments:\n${environments.join('')}`)).toBeUndefined();
  });

  it('may be parsed in seconds where it is just not too much', () => {
    const text = Array.from({ length: 19_999 }, (_, index) => `key${index}: value`).join('\n');
    const before = process.cpuUsage();
    expect(findingsOf(text)).toEqual([]);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(4000);
  });
});
