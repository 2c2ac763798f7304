import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type ComposeOptions, composeTag, type RuleAffixes, renderAffixes, shortHash } from '../../src/tags/compose.ts';
import { type Known, REVISION, ruleOf, scopeOf } from './support.ts';

function affixesOf(attributes: string, known: Known = {}): RuleAffixes {
  const affixes = renderAffixes(ruleOf('source', attributes), scopeOf(known));
  if (typeof affixes === 'string') throw new Error(affixes);
  return affixes;
}

describe('renderAffixes', () => {
  const branch: Known = { ref: 'refs/heads/feature/a', revision: REVISION };

  test.each<[string, Known, string, string]>([
    ['', {}, '', ''],
    [',prefix=a-,suffix=-b', {}, 'a-', '-b'],
    ['', { flavor: 'prefix=a-\nsuffix=-b' }, 'a-', '-b'],
    [',prefix=', { flavor: 'prefix=a-\nsuffix=-b' }, '', '-b'],
    [',prefix=app/,suffix=/x', {}, 'app-', '-x'],
    [',prefix={{branch}}-', branch, 'feature-a-', ''],
    [',suffix=-{{sha}}', branch, '', '-860c190'],
    [',prefix=-', {}, '', ''],
  ])('%j with %j', (attributes, known, prefix, suffix) => {
    expect(affixesOf(attributes, known)).toMatchObject({ prefix, suffix });
  });

  test.each<[string, Known, string]>([
    [',prefix={{tag}}-', branch, '{{tag}} is empty here'],
    [',prefix={{tag}}-,suffix=-{{base_ref}}', branch, '{{tag}} and {{base_ref}} are empty here'],
    [',prefix={{tag}}-,suffix=-{{tag}}', branch, '{{tag}} is empty here'],
    ['', { ...branch, flavor: 'suffix={{ tag }}' }, '{{ tag }} is empty here'],
  ])('says that an expression is empty in %j', (attributes, known, reason) => {
    expect(renderAffixes(ruleOf('source', attributes), scopeOf(known))).toBe(reason);
  });
});

describe('composeTag', () => {
  test.each<[string, string, ComposeOptions, string]>([
    ['x', '', {}, 'x'],
    ['x', ',prefix=a-,suffix=-b', {}, 'a-x-b'],
    ['feature/a', '', {}, 'feature-a'],
    ['x/', ',suffix=-b', {}, 'x-b'],
    ['-x', ',prefix=a', {}, 'ax'],
    ['x', ',unique=true', { unique: true }, 'x'],
    ['feature/a', '', { unique: true }, `feature-a-${shortHash('feature/a')}`],
    ['x', ',prefix=a/', { unique: true }, `a-x-${shortHash('a/x')}`],
  ])('%j with %j', (text, attributes, options, tag) => {
    expect(composeTag({ text, original: text }, affixesOf(attributes), options)).toMatchObject({ tag });
  });

  test('keeps what the tag was made of', () => {
    expect(composeTag({ text: 'a-b', original: 'a/b' }, affixesOf(',prefix=x/'))).toEqual({
      tag: 'x-a-b',
      original: 'x/a/b',
    });
  });

  test.each(['', '日本', '-', '..'])('finds nothing in %j', (text) => {
    expect(composeTag({ text, original: text }, affixesOf(',prefix=a'))).toBe(
      `"a${text}" has no character that a tag may have`,
    );
  });

  test('cuts what is too long, but no version', () => {
    const value = { text: 'a'.repeat(120), original: 'a'.repeat(120) };
    const affixes = affixesOf(`,suffix=-${'b'.repeat(9)}`);
    const composed = composeTag(value, affixes);
    expect(composed).toMatchObject({ tag: `${'a'.repeat(119)}-${shortHash(`${value.text}-${'b'.repeat(9)}`)}` });
    expect(() => composeTag(value, affixes, { isVersion: true })).toThrow(
      new InputError(
        `Cannot use tag "${value.text}-${'b'.repeat(9)}": it is longer than 128 characters, and a version cannot be cut; shorten its prefix or suffix`,
      ),
    );
  });

  test.each([`sha256-${'a'.repeat(64)}`, `sha512-${'a'.repeat(32)}.sig`])('refuses the reserved name %s', (text) => {
    expect(() => composeTag({ text, original: text }, affixesOf(''))).toThrow(
      new InputError(
        `Cannot use tag "${text}": such names are reserved for signatures and attestations; choose another prefix or value`,
      ),
    );
  });
});
