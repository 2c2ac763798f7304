import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/attestation/glob.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { fc, runs } from '../support/property.ts';

describe('a pattern', () => {
  it.each<readonly [string, string, boolean]>([
    ['', '', true],
    ['', 'a', false],
    ['a', '', false],
    ['*', '', true],
    ['*', 'abc', true],
    ['*', 'a/c', false],
    ['**', 'a/c', true],
    ['**', '', true],
    ['***', 'a/b', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*c', 'a/c', false],
    ['a**c', 'a/b/c', true],
    ['a*c', 'abcd', false],
    ['a*c', 'xabc', false],
    ['a.c', 'abc', false],
    ['a?c', 'abc', false],
    ['a+', 'aaa', false],
    ['[ab]', 'a', false],
    ['(a|b)', 'a', false],
    ['\\*', '\\x', true],
    ['^a$', 'a', false],
    ['a', 'A', false],
    ['é', 'e\u0301', false],
    ['*\n', 'a\n', true],
    ['*', 'a\n', true],
    ['a/*/c', 'a/b/c', true],
    ['a/*/c', 'a/b/b/c', false],
    ['*/*', 'a/b', true],
    ['*ab*ab', 'abab/ab', false],
    ['*ab**ab', 'abab/ab', true],
    ['a*b*c', 'a1b2b3c', true],
    ['*', 'a@b', false],
    ['**', 'a@b', false],
    ['**', '@', false],
    ['***', 'a@/b', false],
    ['*@*', 'a@b', true],
    ['**@**', 'a/b@c/d', true],
    ['**@b', 'a@a@b', false],
    ['*@example.com', 'li@example.com', true],
    ['*@example.com', 'li@evil.com@example.com', false],
  ])('%j and the text %j: %s', (pattern, text, expected) => {
    expect(matchesGlob(text, pattern)).toBe(expected);
  });

  it.each([
    ['https://github.com/acme/**@refs/heads/main'],
    ['https://github.com/acme/app/.github/workflows/*@refs/heads/main'],
    ['https://github.com/acme/**@refs/heads/*'],
    ['https://github.com/acme/**@**'],
  ])('%s is not met by a branch whose name holds "@"', (pattern) => {
    const workflow = 'https://github.com/acme/app/.github/workflows/evil.yml';
    expect(matchesGlob(`${workflow}@refs/heads/main`, pattern)).toBe(true);
    expect(matchesGlob(`${workflow}@refs/heads/x@refs/heads/main`, pattern)).toBe(false);
    expect(
      matchesGlob('https://github.com/acme/app/.github/workflows/a@refs/heads/x.yml@refs/heads/main', pattern),
    ).toBe(false);
  });

  it('without stars fits itself alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (pattern, text) => {
        fc.pre(!pattern.includes('*'));
        expect(matchesGlob(pattern, pattern)).toBe(true);
        expect(matchesGlob(text, pattern)).toBe(text === pattern);
      }),
    );
  });

  it('fits what a regular expression of the same meaning fits', () => {
    const piece = fc.constantFrom('a', 'b', '/', '@', '*', '**');
    const letter = fc.constantFrom('a', 'b', '/', '@');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.array(letter, { maxLength: 8 }), (pieces, letters) => {
        const pattern = pieces.join('');
        const expression = pattern.replace(/\*\*|\*/g, (stars) => (stars === '**' ? '[^@]*' : '[^/@]*'));
        expect(matchesGlob(letters.join(''), pattern)).toBe(new RegExp(`^${expression}$`).test(letters.join('')));
      }),
      { numRuns: runs(2000) },
    );
  });

  it.each([
    ['a*a*a*…', `${'a*'.repeat(2000)}a`, `${'a'.repeat(4000)}b`],
    ['stars of both kinds', '***a'.repeat(1000), `${'a'.repeat(4000)}b`],
  ])('takes no longer for what is built to make it: %s', (_, pattern, text) => {
    const before = cpuTime();
    expect(matchesGlob(text, pattern)).toBe(false);
    // One that tries every way would not end at all; what measures coverage makes this a few times slower.
    expect(cpuTime() - before).toBeLessThan(10_000);
  });

  it('fits nothing that is longer than identities are', () => {
    expect(matchesGlob('a'.repeat(4096), '**')).toBe(true);
    expect(matchesGlob('a'.repeat(4097), '**')).toBe(false);
    expect(matchesGlob('', '*'.repeat(4097))).toBe(false);
  });
});
