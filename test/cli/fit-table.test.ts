import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTable } from '../../src/cli/fit-table.ts';
import { cut, widthOf, wrap } from '../../src/cli/text.ts';

const HEADER = ['IMAGE', 'TAG', 'WHY'];
const ROWS = [
  ['shop/app', '1.2.3', 'a long sentence that says why it is so, and what to do about it'],
  ['shop/worker-with-a-long-name', '10.20.30', ''],
];

describe('fitTable', () => {
  it('cuts nothing where there is no terminal', () => {
    expect(fitTable(HEADER, ROWS, undefined)).toEqual([
      'IMAGE                         TAG       WHY',
      'shop/app                      1.2.3     a long sentence that says why it is so, and what to do about it',
      'shop/worker-with-a-long-name  10.20.30',
    ]);
  });

  it('cuts the widest columns of a terminal', () => {
    expect(fitTable(HEADER, ROWS, 60)).toEqual([
      'IMAGE                         TAG       WHY',
      'shop/app                      1.2.3     a long sentence tha…',
      'shop/worker-with-a-long-name  10.20.30',
    ]);
  });

  it('is written one cell a line where columns would be too narrow to read, and is whole then', () => {
    expect(fitTable(HEADER, ROWS, 30)).toEqual([
      ...['IMAGE  shop/app', 'TAG    1.2.3'],
      ...['WHY    a long sentence that', '       says why it is so, and', '       what to do about it'],
      ...['', 'IMAGE  …orker-with-a-long-name', 'TAG    10.20.30'],
    ]);
  });

  it('is never wider than the terminal, whatever it holds', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }),
        fc.integer({ min: 1, max: 120 }),
        (rows, width) => {
          const lines = fitTable(HEADER, rows, width);
          const isStacked = width >= 24 && width < 36;
          if (!isStacked) expect(lines).toHaveLength(rows.length + 1);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('text', () => {
  it('counts what takes two columns, and none', () => {
    expect(widthOf('漢字')).toBe(4);
    // A character beyond the first 65,536, Kana of old books, a picture.
    for (const wide of ['𠮷', '𛀁', '🚢']) expect(widthOf(wide)).toBe(2);
    expect(widthOf('e\u0301')).toBe(1);
    expect(cut('漢字漢字', 5)).toBe('漢字…');
    expect(cut('abc', 3)).toBe('abc');
  });

  it('wraps at words', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  });
});
