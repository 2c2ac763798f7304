import { randomInt } from 'node:crypto';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the images of this run are made from. */
    readonly seed: number;
  }
}

/** Returns the seed of this run: that of SEALIFT_SEED, or another one each night. */
function chooseSeed(): number {
  const given = process.env['SEALIFT_SEED'];
  return given === undefined ? randomInt(1, 1_000_000_000) : Number(given);
}

interface Provider {
  provide(name: 'seed', value: number): void;
}

/** Chooses the seed of the run and prints the command that repeats it. */
export function setup({ provide }: Provider): void {
  const seed = chooseSeed();
  process.stdout.write(`seed ${seed}; repeat this run with: SEALIFT_SEED=${seed} npm run test:nightly\n`);
  provide('seed', seed);
}
