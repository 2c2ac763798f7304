import { expect, it } from 'vitest';
import { adviseWord, nearest } from '../../src/util/nearest.ts';

const KNOWN = ['semver', 'sha', 'date_seq', 'source', 'raw'];

it.each([
  ['the word itself', 'sha', 'sha'],
  ['two letters that changed places', 'semvre', 'semver'],
  ['a letter too few', 'semer', 'semver'],
  ['a letter too many', 'rraw', 'raw'],
  ['a wrong letter', 'sourse', 'source'],
  ['another case', 'SEMVER', 'semver'],
  ['another sign', 'date-seq', 'date_seq'],
  ['nothing at all', '', 'sha'],
])('finds what %s means', (_, word, expected) => {
  expect(nearest(word, KNOWN)).toBe(expected);
});

it('prefers the word that comes first among equally near ones', () => {
  expect(nearest('b', ['a', 'c'])).toBe('a');
});

it('finds nothing among nothing', () => {
  expect(nearest('sha', [])).toBeUndefined();
});

it('reads only the beginning of a very long word', () => {
  expect(nearest(`semver${'x'.repeat(1_000_000)}`, ['raw', 'x'.repeat(64)])).toBe('x'.repeat(64));
});

it.each([
  ['a word that is near', 'semvre', KNOWN, 'write "semver"'],
  ['a word of another case', 'SHA', KNOWN, 'write "sha"'],
  ['a word in which two of six letters are wrong', 'sXmvXr', ['semver'], 'write "semver"'],
  ['a word in which three of six are', 'sXXvXr', ['semver', 'sha'], 'write one of "semver" and "sha"'],
  ['a short word that one edit makes another', 'p', ['d', 't'], 'write one of "d" and "t"'],
  ['a word that only begins alike', 'prod', ['d', 't', 'p'], 'write one of "d", "t" and "p"'],
  ['the only word there is', 'emergency', ['d'], 'write "d", the only one there is'],
  ['no word at all', 'emergency', [], 'leave it out'],
])('advises %s', (_, word, known, remedy) => {
  expect(adviseWord(word, known)).toBe(remedy);
});

it('names no more than a dozen words', () => {
  const known = Array.from({ length: 14 }, (_, index) => `environment-${index}`);
  expect(adviseWord('zzz', known)).toMatch(/^write one of "environment-0", .* "environment-11" and 2 more$/);
});
