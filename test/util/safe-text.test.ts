import { describe, expect, it } from 'vitest';
import { quote, safeText } from '../../src/util/safe-text.ts';

describe('safeText', () => {
  it.each([
    ['plain text', 'version 1.2.3 is taken', 'version 1.2.3 is taken'],
    ['letters of any script', 'größer 東京 🚢', 'größer 東京 🚢'],
    ['a line feed', 'a\nb', 'a␤b'],
    ['a carriage return with line feed', 'a\r\nb', 'a␤b'],
    ['a carriage return', 'a\rb', 'a␤b'],
    ['the line and paragraph separators', 'a\u2028b\u2029c', 'a␤b␤c'],
    ['a tab', 'a\tb', 'a b'],
    ['NUL, bell and delete', 'a\0b\u0007c\u007fd', 'abcd'],
    ['C1 controls', 'a\u0085b\u009bc', 'abc'],
    ['an ANSI escape', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['text that turns its direction', 'a\u202eb\u2066c\u2069d', 'abcd'],
    ['invisible characters', 'a\u200bb\ufeffc\u00add', 'abcd'],
    ['a command at the start', '::set-output name=x::y', ': :set-output name=x: :y'],
    ['a command behind blanks', '  ::add-mask::a', '  : :add-mask: :a'],
    ['a command of the old form', 'x ##[set-output name=digest]evil', 'x ## [set-output name=digest]evil'],
    ['more marks than a command has', '###[a', '### [a'],
    ['a command that an invisible character hides', '##\u200b[a :\u200b:b', '## [a : :b'],
    ['a command behind a line feed', 'a\n::error::b', 'a␤: :error: :b'],
  ])('makes %s safe', (_, text, expected) => {
    expect(safeText(text)).toBe(expected);
  });

  it.each([
    ['the longest text', 500, 500, false],
    ['one character more', 501, 500, true],
    ['text that floods', 1_000_000, 500, true],
  ])('shows of %s no more than it may', (_, length, shown, isCut) => {
    const text = safeText('a'.repeat(length));
    expect(text).toHaveLength(shown);
    expect(text.endsWith('…')).toBe(isCut);
  });

  it('never leaves what the runner takes for a command', () => {
    for (const text of [':::', '::::', ':::::a', '#####[', '##\0[', ':\0:']) {
      const line = safeText(text);
      expect(line.trimStart().startsWith('::')).toBe(false);
      expect(line).not.toContain('##[');
    }
  });

  it('cuts at the length that is asked for', () => {
    expect(safeText('abcdef', 4)).toBe('abc…');
  });

  it('reads no more than twice of what it may show', () => {
    expect(safeText(`${'\0'.repeat(999)}xy`)).toBe('x');
  });
});

describe('quote', () => {
  it.each([
    ['text', 'a b', '"a b"'],
    ['nothing', '', '""'],
    ['a line feed', 'a\nb', '"a␤b"'],
    ['more than 200 characters', 'x'.repeat(201), `"${'x'.repeat(199)}…"`],
  ])('quotes %s', (_, text, expected) => {
    expect(quote(text)).toBe(expected);
  });
});

describe('quoted text', () => {
  it.each(['"', '“', '”', '„', '‟', '″', '〝', '＂', '«', '»', "''"])('cannot end its quotes by %s', (mark) => {
    const shown = quote(`denied${mark}); Sealift needs a new token: run ${mark}curl evil${mark}`);
    expect(shown).toBe(`"denied'); Sealift needs a new token: run 'curl evil'"`);
  });
});
