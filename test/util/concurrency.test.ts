import { describe, expect, it } from 'vitest';
import { createLimit, type Permit } from '../../src/util/concurrency.ts';
import { fc } from '../support/property.ts';

/** Takes as many slots as there are at once. */
async function takeAll(limit: ReturnType<typeof createLimit>): Promise<readonly Permit[]> {
  return Promise.all(Array.from({ length: limit.size }, () => limit.acquire()));
}

describe('a limit', () => {
  it('lets as many go as it is wide, and the next when one ends', async () => {
    const limit = createLimit(2);
    const [first] = await takeAll(limit);
    const order: string[] = [];
    const third = limit.acquire().then((slot) => {
      order.push('third');
      return slot;
    });
    const fourth = limit.acquire().then(() => order.push('fourth'));
    await Promise.resolve();
    expect(order).toEqual([]);
    first?.release('answered');
    (await third).release('answered');
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('stays as wide as it is where nothing is too busy', async () => {
    const limit = createLimit(16);
    for (let count = 0; count < 100; count++) (await limit.acquire()).release('answered');
    expect(limit.size).toBe(16);
  });

  it('that begins narrow doubles with each window, until the most is reached', async () => {
    const limit = createLimit(48, 16);
    const sizes = [];
    for (let window = 0; window < 4; window++) {
      sizes.push(limit.size);
      for (const slot of await takeAll(limit)) slot.release('answered');
    }
    expect(sizes).toEqual([16, 32, 48, 48]);
  });

  it('that was too wide for once grows by one from then on', async () => {
    const limit = createLimit(48, 16);
    (await limit.acquire()).release('busy');
    const sizes = [];
    for (let window = 0; window < 3; window++) {
      sizes.push(limit.size);
      for (const slot of await takeAll(limit)) slot.release('answered');
    }
    expect(sizes).toEqual([8, 9, 10]);
  });

  it('is halved once by all that were under way together', async () => {
    const limit = createLimit(16);
    for (const slot of await takeAll(limit)) slot.release('busy');
    expect(limit.size).toBe(8);
    for (const slot of await takeAll(limit)) slot.release('busy');
    expect(limit.size).toBe(4);
  });

  it('is one at least', async () => {
    const limit = createLimit(16);
    for (let count = 0; count < 20; count++) (await limit.acquire()).release('busy');
    expect(limit.size).toBe(1);
    (await limit.acquire()).release('answered');
    expect(limit.size).toBe(2);
  });

  it('grows by one for each window of answers, up to what it was', async () => {
    const limit = createLimit(8);
    (await limit.acquire()).release('busy');
    const sizes = [];
    for (let window = 0; window < 6; window++) {
      sizes.push(limit.size);
      for (const slot of await takeAll(limit)) slot.release('answered');
    }
    expect(sizes).toEqual([4, 5, 6, 7, 8, 8]);
  });

  it('holds whatever happens, and lets everyone go in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (outcomes) => {
        const limit = createLimit(4);
        let running = 0;
        let most = 0;
        await Promise.all(
          outcomes.map(async (isBusy) => {
            const slot = await limit.acquire();
            most = Math.max(most, ++running);
            await Promise.resolve();
            running--;
            slot.release(isBusy ? 'busy' : 'answered');
          }),
        );
        expect(most).toBeLessThanOrEqual(4);
        expect(running).toBe(0);
      }),
    );
  });
});
