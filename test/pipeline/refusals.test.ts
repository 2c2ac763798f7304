import { describe, expect, it } from 'vitest';
import { cpuTime } from '../support/cpu-time.ts';
import { refusalOf } from './support.ts';

const START = `version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
`;
/** The column behind "t: { repository: ". */
const REPOSITORY = 20;

/** Writes a file whose second environment has this repository, and more. */
function withT(repository: string, more = ''): string {
  return `${START}  t: { repository: ${repository}, from: d${more} }\n`;
}

const T = withT('"r.example.com/t/{image}"');

/** Expects one finding, at its place. */
async function expectRefusal(text: string, { place, message }: { place: readonly [number, number]; message: string }) {
  const error = await refusalOf(text);
  const [line, column] = place;
  expect(error.message).toBe(`Cannot read .github/sealift.yml: line ${line}, column ${column}: ${message}`);
  expect(error.position).toEqual({ file: '.github/sealift.yml', line, column });
}

type Case = readonly [what: string, text: string, place: readonly [number, number], message: string];

function check(cases: readonly Case[]): void {
  it.each(cases)('is refused: %s', (_, text, place, message) => expectRefusal(text, { place, message }));
}

describe('a file that is not such a file', () => {
  const begin = 'begin with "version: 1" and "environments:"';
  check([
    ['empty', '', [1, 1], `it is empty; ${begin}`],
    ['with comments alone', '# a\n', [1, 1], `it is empty; ${begin}`],
    ['a list', '\n- a\n', [2, 1], `it is a list, not a mapping; ${begin}`],
    ['a text', 'a', [1, 1], `it is a single value, not a mapping; ${begin}`],
    [
      'without version',
      START.replace('version: 1\n', ''),
      [1, 1],
      '"version" is missing in the file; write "version: 1"',
    ],
    [
      'of version 2, whose keys are not known',
      'version: 2\nstages: {}\n',
      [1, 10],
      '"version" is the number 2, and only version 1 can be read; write "version: 1"',
    ],
    [
      'without environments',
      'version: 1\n',
      [1, 1],
      '"environments" is missing in the file; write the name of each with its "repository" below it',
    ],
    [
      'with no environment',
      'version: 1\nenvironments: {}\n',
      [2, 15],
      '"environments" is empty; add the first one, with its "repository"',
    ],
  ]);
});

describe('YAML', () => {
  const bomb = `a: &a [${'x,'.repeat(10)}]\n${[...'bcdefg'].map((name, index) => `${name}: &${name} [${`*${'abcdef'[index]},`.repeat(10)}]`).join('\n')}\n`;
  check([
    ['with a tab', 'version: 1\n\tenvironments: {}', [2, 1], 'a tab indents this line; use spaces'],
    ['with a key twice', 'version: 1\nversion: 1\n', [2, 1], 'this key occurs twice; remove one of them'],
    [
      'with a key twice in another spelling',
      `${START}  "d": { repository: a }\n`,
      [4, 3],
      'this key occurs twice; remove one of them',
    ],
    [
      'with an open quote',
      'version: "1',
      [1, 12],
      'a closing quote, bracket or brace is missing; add it, and put a text with "{image}" in quotes',
    ],
    [
      'with a placeholder without quotes in braces',
      'version: 1\nenvironments: { d: { repository: r.io/d/{image} } }\n',
      [2, 41],
      'a "{" stands within a text; put a text with "{image}" in quotes',
    ],
    [
      'with a placeholder without quotes at the beginning',
      'version: 1\nenvironments:\n  d:\n    repository: {image}/app\n',
      [4, 24],
      'a text continues after a closing quote, bracket or brace; put all of it in quotes, as one with "{image}"',
    ],
    [
      'with a brace too many',
      'version: 1\nenvironments: { d: { repository: a } } }\n',
      [2, 40],
      'this "}" closes nothing; leave it out, or put a text with "{image}" in quotes',
    ],
    [
      'with a sign that begins nothing',
      'version: @1\n',
      [1, 10],
      'a text without quotes cannot begin with this character; put it in quotes',
    ],
    [
      'with two colons in a line',
      'version: 1: 2\n',
      [1, 10],
      'a second ": " stands in this line; put a text that holds it in quotes',
    ],
    [
      'with a second document',
      `${START}---\na: 1\n`,
      [4, 1],
      'a second document begins here; leave out the line "---"',
    ],
    [
      'with a tag',
      'version: !!binary MQ==\n',
      [1, 10],
      'tags of YAML that begin with "!" are not read; write the value without one',
    ],
    ['with a key that is a list', '? [a]\n: 1\n', [1, 3], 'a key must be a text; write a name'],
    ['with an alias of nothing', 'a: *b\n', [1, 4], 'this alias has no anchor before it; write out what it stands for'],
    [
      'with aliases that unfold without end',
      bomb,
      [2, 8],
      'its aliases repeat too much; write out what they stand for',
    ],
    ['with a key of JavaScript', '__proto__: 1\n', [1, 1], 'there is no key "__proto__"; remove it'],
    [
      'with NUL in a value',
      'version: 1\nrecord: "a\\0"\n',
      [2, 9],
      'it has an invisible character, U+0000; leave it out',
    ],
    [
      'with an escape sequence in a key',
      '"a\\e[1m": 1\n',
      [1, 1],
      'it has an invisible character, U+001B; leave it out',
    ],
    [
      'with text that changes its direction',
      'version: 1\nimages: ["a\u202eb"]\n',
      [2, 10],
      'it has an invisible character, U+202E; leave it out',
    ],
    ['with half a character', 'version: "\\ud800"\n', [1, 10], 'it has an invisible character, U+D800; leave it out'],
  ]);

  it('is refused: nested without end', async () => {
    expect((await refusalOf('['.repeat(100_000))).message).toContain('it is nested too deeply; no key of this file');
  });

  it('is refused: an alias within its own anchor', async () => {
    expect((await refusalOf(`${START}images: &a [*a]\n`)).message).toContain(
      'item 1 of "images" is a list, which is no',
    );
  });

  it('is refused in seconds, however many keys are wrong', async () => {
    const keys = Array.from({ length: 15_000 }, (_, index) => `k${index}: 1`).join('\n');
    const before = cpuTime();
    expect((await refusalOf(keys)).message).toMatch(/; and many more after that$/);
    expect(cpuTime() - before).toBeLessThan(15_000);
  });
});

describe('a key that there is not', () => {
  const signer = '    - identity: https://github.com/acme/**@refs/heads/main\n';
  check([
    ['in the file', `${START}image: [a]\n`, [4, 1], 'there is no key "image" in the file; write "images"'],
    [
      'that is like no other',
      `${START}xyzzy: 1\n`,
      [4, 1],
      'there is no key "xyzzy" in the file; known are version, images, record, signing, ungoverned, github, evidence, gate-sets, bases, holds, ledger, retention, environments and hotfix-routes',
    ],
    [
      'in an environment, in place of one that must be there',
      `${START}  t:\n    repositry: a\n`,
      [5, 5],
      'there is no key "repositry" in an environment; write "repository"',
    ],
    [
      'in signing',
      `${START}signing: { signer: [] }\n`,
      [4, 12],
      'there is no key "signer" in "signing"; write "signers"',
    ],
    [
      'in a signer',
      `${START}signing:\n  signers:\n${signer}      isuer: a\n`,
      [7, 7],
      'there is no key "isuer" in a signer; write "issuer"',
    ],
    [
      'in github',
      `${START}github: { deployment: on }\n`,
      [4, 11],
      'there is no key "deployment" in "github"; write "deployments"',
    ],
    [
      'in requires',
      withT('"r.example.com/t/{image}"', ', requires: { approval: 1 }'),
      [4, 68],
      'there is no key "approval" in "requires"; write "approvals"',
    ],
    [
      'in a hotfix route',
      `${T}hotfix-routes:\n  e: { from: d, too: t }\n`,
      [6, 17],
      'there is no key "too" in a hotfix route; write "to"',
    ],
    [
      'that merges in YAML of another version',
      `${START}<<: {}\n`,
      [4, 1],
      'there is no key "<<" in the file; known are version, images, record, signing, ungoverned, github, evidence, gate-sets, bases, holds, ledger, retention, environments and hotfix-routes',
    ],
  ]);
});

describe('a value of another type', () => {
  const at = (more: string): string => withT('"r.example.com/t/{image}"', `, ${more}`);
  check([
    [
      'a number for a tag',
      at('tag: 1.0'),
      [4, 61],
      '"tag" is the number 1, which is not read as a text; write it in quotes, "1.0"',
    ],
    [
      'a number for a repository',
      withT('5'),
      [4, REPOSITORY],
      '"repository" is the number 5, which is not read as a text; write it in quotes, "5"',
    ],
    [
      'a mapping for a repository',
      withT('{}'),
      [4, REPOSITORY],
      '"repository" is a mapping, which is not a repository; write it as "registry.example.com/p/{image}", or a list of them',
    ],
    [
      'no repository in the list',
      withT('[]'),
      [4, REPOSITORY],
      '"repository" is an empty list, which is not a repository; write it as "registry.example.com/p/{image}", or a list of them',
    ],
    [
      'an item of a list',
      withT('["r.example.com/t/{image}", true]'),
      [4, 48],
      'item 2 of "repository" is true, which is not read as a text; write it in quotes, "true"',
    ],
    [
      'nothing for tag rules',
      at('tags: '),
      [4, 63],
      '"tags" is empty, which is not a text with tag rules; write one rule a line below "tags: |"',
    ],
    [
      'a text for platforms',
      at('platforms: linux/amd64'),
      [4, 67],
      '"platforms" is "linux/amd64", which is not a list of platforms; write it as [linux/amd64, linux/arm64]',
    ],
    [
      'a word that is none of those',
      at('record: sined'),
      [4, 64],
      '"record" is "sined", which is not one of "auto", "signed" and "unsigned"; write "signed"',
    ],
    [
      'a word for a place at GitHub',
      `${START}github: { deployments: always }\n`,
      [4, 24],
      '"deployments" is "always", which is not one of "off", "on", "required", true and false; write one of them',
    ],
    [
      'a word for yes',
      at('requires: { signed: yes }'),
      [4, 76],
      '"signed" is "yes", which is neither true nor false; write true or false',
    ],
    [
      'too many approvals',
      at('requires: { approvals: 1000 }'),
      [4, 79],
      '"approvals" is the number 1000, which is not a number of approvals; write a whole number from 0 to 100',
    ],
    [
      'a duration without unit',
      at('requires: { age: 24 }'),
      [4, 73],
      '"age" is the number 24, which is not read as a text; write a number and s, m, h or d, such as 24h',
    ],
    [
      'a duration of another unit',
      at('requires: { age: 2w }'),
      [4, 73],
      '"age" is "2w", which is not a duration; write a number and s, m, h or d, such as 24h',
    ],
    [
      'a list for environments',
      'version: 1\nenvironments: [d]\n',
      [2, 15],
      '"environments" is a list, which is not a mapping of environments; write the name of each with its "repository" below it',
    ],
    [
      'a text for an environment',
      `${START}  t: r.example.com/t\n`,
      [4, 6],
      '"t" is "r.example.com/t", which is not a mapping with the keys of an environment; write "repository: …", "from: …", "tag: …" below it',
    ],
  ]);

  it('is told with the others, up to five, in the order of the file', async () => {
    const { message } = await refusalOf(`${START}a: 1\nb: 1\nc: 1\ne: 1\nf: 1\ng: 1\nrecord: 5\n`);
    expect(message.match(/line \d+/g)).toEqual(['line 4', 'line 5', 'line 6', 'line 7', 'line 8']);
    expect(message).toMatch(/; and 2 more after that$/);
  });
});
