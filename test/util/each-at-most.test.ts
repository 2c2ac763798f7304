import { describe, expect, it } from 'vitest';
import { eachAtMost } from '../../src/util/concurrency.ts';

describe('each of many', () => {
  it('gives its result in the order of the items, whatever ends first', async () => {
    const results = await eachAtMost(3, [30, 1, 20, 2], async (milliseconds) => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return milliseconds * 2;
    });
    expect(results).toEqual([60, 2, 40, 4]);
  });

  it('is done beside no more others than allowed', async () => {
    let active = 0;
    let most = 0;
    await eachAtMost(4, Array.from({ length: 20 }), async () => {
      most = Math.max(most, ++active);
      await new Promise(setImmediate);
      active--;
    });
    expect(most).toBe(4);
  });

  it('is not begun any more after a failure, which is thrown at once', async () => {
    const begun: number[] = [];
    const outcome = eachAtMost(2, [0, 1, 2, 3], async (item) => {
      begun.push(item);
      if (item === 1) throw new Error('broken');
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    await expect(outcome).rejects.toThrow('broken');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(begun).toEqual([0, 1]);
  });

  it('of nothing is nothing', async () => {
    expect(await eachAtMost(5, [], async () => 1)).toEqual([]);
  });
});
