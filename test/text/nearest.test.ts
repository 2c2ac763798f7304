import { expect, it } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

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
