import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatList, formatSeconds } from '../../src/util/format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [10 * 1024, '10 KiB'],
    [5 * 1024 ** 2, '5.0 MiB'],
    [3 * 1024 ** 3, '3.0 GiB'],
    [2 * 1024 ** 4, '2.0 TiB'],
    [5000 * 1024 ** 4, '5000 TiB'],
  ])('writes %d bytes as %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});

describe('formatCount', () => {
  it.each([
    [0, '0 blobs'],
    [1, '1 blob'],
    [2, '2 blobs'],
  ])('writes %d as %s', (count, expected) => {
    expect(formatCount(count, 'blob')).toBe(expected);
  });
});

describe('formatSeconds', () => {
  it.each([
    [0, '0.0 s'],
    [1000, '1.0 s'],
    [1249, '1.2 s'],
    [61_000, '61.0 s'],
  ])('writes %d ms as %s', (milliseconds, expected) => {
    expect(formatSeconds(milliseconds)).toBe(expected);
  });
});

describe('formatList', () => {
  it.each([
    ['no words', [], ''],
    ['one word', ['a'], 'a'],
    ['two words', ['a', 'b'], 'a and b'],
    ['three words', ['a', 'b', 'c'], 'a, b and c'],
  ])('joins %s', (_, words, expected) => {
    expect(formatList(words)).toBe(expected);
  });
});
