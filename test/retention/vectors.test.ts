import { describe, expect, it } from 'vitest';
import { openChain, PIPELINE } from './world.ts';

/** Rows of the reference: images are older than 48 hours, and two are kept. */
describe('what is kept', () => {
  it('29: the two that ran last', async () => {
    const { world } = await openChain();
    await using _ = world;
    const run = await world.run();
    expect(run.error).toBe('');
    expect(run.kept('p/app')).toEqual(['C', 'D']);
    expect(run.going('p/app')).toEqual(['A', 'B']);
    expect(run.rules('p/app', 'D')).toEqual(['moving', 'last']);
  });
});
