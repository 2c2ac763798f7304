import { createHash } from 'node:crypto';

/**
 * Whether this run takes every case of every family, and `test/nightly` with them: `npm run test:nightly`.
 *
 * Other runs draw a sample of each family.
 */
export const IS_FULL = process.env['SEALIFT_FULL'] === '1';

/** Decides which cases a run draws: see choose-seed.ts. */
const SEED = process.env['SEALIFT_SEED'] ?? '';

/** Returns the seed of one family as a number of 32 bits, so that families are drawn independently of each other. */
export function seedOf(family: string): number {
  return createHash('sha256').update(`${SEED}\0${family}`).digest().readInt32BE();
}

/** Makes a source of numbers from 0 to 1 that a seed decides (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
