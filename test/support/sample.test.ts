import { describe, expect, it } from 'vitest';
import { sample, samplePairs, shuffle, sizeOf } from './sample.ts';
import { IS_FULL, seedOf } from './seed.ts';

const ITEMS = Array.from({ length: 41 }, (_, index) => index);

describe.skipIf(IS_FULL)('a run that is not full', () => {
  it.each([2, 3, 4, 40, 41, 100])('takes every %s-th item, beginning at any of the first', (divisor) => {
    const firsts = new Set<number | undefined>();
    for (const family of ITEMS) {
      const taken = sample(ITEMS, divisor, `family ${family}`);
      expect(taken.length).toBeGreaterThanOrEqual(Math.floor(ITEMS.length / divisor));
      expect(taken.length).toBeGreaterThan(0);
      expect(taken.every((item, index) => index === 0 || item - (taken[index - 1] ?? 0) === divisor)).toBe(true);
      firsts.add(taken[0]);
    }
    expect(firsts.size).toBeGreaterThan(1);
  });

  it('has each item once on the left and once on the right', () => {
    const pairs = samplePairs(ITEMS, 'pairs');
    expect(pairs.map(([left]) => left)).toEqual(ITEMS);
    expect(pairs.map(([, right]) => right).toSorted((left, right) => left - right)).toEqual(ITEMS);
  });

  it('is small', () => {
    expect(sizeOf({ every: 1, full: 10 })).toBe(1);
  });
});

describe.runIf(IS_FULL)('a full run', () => {
  it('takes everything', () => {
    expect(sample(ITEMS, 4, 'family')).toEqual(ITEMS);
    expect(samplePairs(ITEMS, 'pairs')).toHaveLength(ITEMS.length ** 2);
    expect(sizeOf({ every: 1, full: 10 })).toBe(10);
  });
});

describe('a seed', () => {
  it('decides the same for one family again and again, and something else for another', () => {
    expect(shuffle(ITEMS, 'one')).toEqual(shuffle(ITEMS, 'one'));
    expect(shuffle(ITEMS, 'one')).not.toEqual(shuffle(ITEMS, 'another'));
    expect(seedOf('one')).not.toBe(seedOf('another'));
  });
});
