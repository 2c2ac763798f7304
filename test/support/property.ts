import fc from 'fast-check';
import { IS_FULL, seedOf } from './seed.ts';

/** What fast-check does if it is not told otherwise. */
const USUAL_RUNS = 100;

/**
 * Returns how many cases a property draws in this run: a quarter of those that it was written for, and ten times as many
 * in a full run.
 */
export function runs(count: number): number {
  return IS_FULL ? count * 10 : Math.ceil(count / 4);
}

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seedOf('properties'), numRuns: runs(USUAL_RUNS) });

export { fc };
