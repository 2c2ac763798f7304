import { describe, expect, test } from 'vitest';
import { isTag } from '../../src/oci/reference.ts';
import {
  isLossy,
  sanitizeComponent,
  sanitizePrefix,
  sanitizeSuffix,
  shortenNames,
  shortenTag,
  shortHash,
} from '../../src/tags/compose.ts';
import { fc } from '../support/property.ts';

/** Names as people and robots give branches, with more of what a tag may not hold than chance would bring. */
const names = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.constantFrom('a', 'B', '1', '.', '-', '_', '/', '+', '#', '&', ' ', '日', '😀', '\n'), { maxLength: 200 })
    .map((characters) => characters.join('')),
);

describe('sanitizeComponent', () => {
  test.each([
    ['main', 'main'],
    ['Feature/ABC', 'Feature-ABC'],
    ['feat/a&b', 'feat-a-b'],
    ["it's=1", 'it-s-1'],
    ['fix/#', 'fix'],
    ['日本', ''],
    ['feat/日本', 'feat'],
    ['日本/feat', 'feat'],
    ['v1.2.3+a', 'v1.2.3_a'],
    ['1.2.3+build.5+b', '1.2.3_build.5_b'],
    ['a//b', 'a-b'],
    ['fix/#12', 'fix-12'],
    ['a & b', 'a-b'],
    ['a 😀 b', 'a-b'],
    ['a\r\nb', 'a-b'],
    ['dependabot/npm_and_yarn/@types/node-24.0.0', 'dependabot-npm_and_yarn-types-node-24.0.0'],
    ['.github', 'github'],
    ['--x', 'x'],
    ['-.-', ''],
    ['_x', '_x'],
    ['+x', '_x'],
    ['x+', 'x_'],
    ['a.', 'a.'],
    ['a-', 'a-'],
    ['a.#', 'a'],
    ['a/.-/', 'a'],
    ['a_#', 'a_'],
    ['a#.', 'a-.'],
    ['', ''],
    [' ', ''],
    ['ſtraße', 'tra-e'],
    ['\u212A', ''],
  ])('makes %j %j', (text, sanitized) => {
    expect(sanitizeComponent(text)).toBe(sanitized);
  });

  test('gives a legal tag or nothing, and the same when done twice', () => {
    fc.assert(
      fc.property(names, (name) => {
        const sanitized = sanitizeComponent(name);
        expect(sanitized === '' || isTag(shortenTag(sanitized, name))).toBe(true);
        expect(sanitizeComponent(sanitized)).toBe(sanitized);
        expect(sanitizeComponent(shortenTag(sanitized, name))).toBe(shortenTag(sanitized, name));
      }),
    );
  });

  test('leaves every tag as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/), (tag) => {
        expect(sanitizeComponent(tag)).toBe(tag);
        expect(shortenTag(tag, 'another')).toBe(tag);
      }),
    );
  });

  test('takes time in proportion to the text', () => {
    const text = `${'-'.repeat(200_000)}a${'.-'.repeat(100_000)}a`;
    expect(sanitizeComponent(`${text}#`)).toBe(text.replace(/^-+/, ''));
  });
});

describe('shortenTag', () => {
  test('keeps 128 characters', () => {
    expect(shortenTag('a'.repeat(128), 'x')).toBe('a'.repeat(128));
  });

  test('cuts 140 characters to 119, a hyphen and 8 digits', () => {
    const tag = shortenTag('a'.repeat(140), 'a'.repeat(140));
    expect(tag).toBe(`${'a'.repeat(119)}-${shortHash('a'.repeat(140))}`);
    expect(tag).toHaveLength(128);
  });

  test('tells two originals apart that were sanitized alike', () => {
    const long = 'a'.repeat(140);
    expect(shortenTag(`${long}-b`, `${long}/b`)).not.toBe(shortenTag(`${long}-b`, `${long}-b`));
  });
});

test.each([
  ['app/', 'app-'],
  ['app-', 'app-'],
  ['+', '_'],
  ['-', ''],
  ['日本-', ''],
  ['a日', 'a-'],
  ['', ''],
])('sanitizePrefix(%j) is %j', (text, prefix) => {
  expect(sanitizePrefix(text)).toBe(prefix);
});

test.each([
  ['/alpine', '-alpine'],
  ['-alpine', '-alpine'],
  ['.1', '.1'],
  ['+', '_'],
  ['-#', ''],
  ['日x', '-x'],
  ['', ''],
])('sanitizeSuffix(%j) is %j', (text, suffix) => {
  expect(sanitizeSuffix(text)).toBe(suffix);
});

test.each([
  ['', 'e3b0c442'],
  ['abc', 'ba7816bf'],
  ['日本', 'cf2abf0c'],
])('shortHash(%j) is %s', (text, hash) => {
  expect(shortHash(text)).toBe(hash);
});

test.each([
  ['main', false],
  ['a.', false],
  ['feature/a', true],
  ['1.2.3+a', true],
  ['日本', true],
])('whether sanitizing %j is lossy: %s', (text, lossy) => {
  expect(isLossy(text, sanitizeComponent(text))).toBe(lossy);
});

describe('shortenNames', () => {
  const name = (text: string, original = text) => ({ text, original });
  const long = 'a'.repeat(140);

  test.each<[string, string, readonly { text: string; original: string }[], string]>([
    ['nothing that fits', 'x-a', [name('a')], 'x-a'],
    ['a name between others', `x-${long}-y`, [name(long)], `x-${'a'.repeat(115)}-${shortHash(long)}-y`],
    ['a name by its original', `x-${long}`, [name(long, 'A')], `x-${'a'.repeat(117)}-${shortHash('A')}`],
    ['not a name that is all', long, [name(long)], long],
    ['not what is no name', `x-${long}`, [name('x')], `x-${long}`],
    [
      'a name twice',
      `${long}_${long}`,
      [name(long)],
      `${'a'.repeat(54)}-${shortHash(long)}_${'a'.repeat(54)}-${shortHash(long)}`,
    ],
    [
      'the longest name first',
      `bbbbbbbbbbbb-${long}`,
      [name('bbbbbbbbbbbb'), name(long)],
      `bbbbbbbbbbbb-${'a'.repeat(106)}-${shortHash(long)}`,
    ],
    ['as much as it can', `${'x'.repeat(130)}-${long}`, [name(long)], `${'x'.repeat(130)}-a-${shortHash(long)}`],
  ])('cuts %s', (_, text, names, expected) => {
    expect(shortenNames(text, names, 128)).toBe(expected);
  });
});
