import { describe, expect, it } from 'vitest';
import { isBlank } from '../../src/util/format.ts';

describe('a text', () => {
  it.each([
    ['nothing', undefined],
    ['empty', ''],
    ['blanks', ' \t\r\n\u00a0\u3000'],
    ['a zero-width space', '\u200b'],
    ['joiners and marks of direction', '\u200c\u200d\u2060\ufeff\u200e\u202e'],
    ['a soft hyphen', '\u00ad'],
    ['a Hangul filler', '\u3164\u115f\u1160\uffa0'],
    ['Braille without a dot', '\u2800'],
    ['tags of language and selectors', '\u{e0041}\ufe0f\u{e0100}'],
    ['control characters', '\u0000\u0007\u001b'],
    ['a private character', '\ue000'],
  ])('is blank: %s', (_, text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each(['a', ' . ', '\u200ba\u200b', '修', '🚒', 'INC-4711'])('is not blank: %s', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});
