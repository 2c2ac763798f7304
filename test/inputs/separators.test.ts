import { describe, expect, it } from 'vitest';
import { joinItems, readSeparators } from '../../src/inputs/tags.ts';

describe('separators', () => {
  it('are line breaks where none is given', () => {
    expect(readSeparators(() => '')).toEqual({ tags: '\n', labels: '\n', annotations: '\n' });
  });

  it('are read with their blanks', () => {
    const given = new Map([
      ['sep-tags', ' '],
      ['sep-labels', ', '],
    ]);
    expect(readSeparators((name) => given.get(name) ?? '')).toEqual({ tags: ' ', labels: ', ', annotations: '\n' });
  });
});

describe('joined items', () => {
  it.each([
    ['nothing', [], '\n', ''],
    ['lines', ['a', 'b="c"'], '\n', 'a\nb="c"'],
    ['another separator', ['a', 'b\nc'], ',', 'a,b\nc'],
    ['an item of several lines', ['a', 'b="c"\nd', 'e'], '\n', 'a\n"b=""c""\nd"\ne'],
    ['an item with a carriage return', ['a=b\rc'], '\n', '"a=b\rc"'],
  ])('%s', (_, items, separator, expected) => {
    expect(joinItems(items, separator)).toBe(expected);
  });
});
