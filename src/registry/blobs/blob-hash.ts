import { createHash, type Hash } from 'node:crypto';
import type { DigestAlgorithm } from '../../oci/digest.ts';

/** From one kept state of the hash to the next (bytes): as much is read again at most to go on anywhere in a blob. */
const STEP = 16 * 1024 * 1024;

/** A hash of the beginning of a blob. */
export interface HashState {
  /** How many bytes it is of. */
  readonly length: number;
  readonly hash: Hash;
}

/** The hash of a blob at several places, so that a second reading need not begin with the first byte. */
export interface HashTrail {
  /**
   * Returns the state at the last place that is kept at or before a byte, to be gone on with.
   *
   * What was kept beyond it is forgotten: it is of bytes that are read anew.
   */
  goBack(offset: number): HashState;
  /** Keeps a copy of a state, where it is a step further than the last. */
  keep(state: HashState): void;
}

/** Makes the trail of a blob of which nothing was read yet. */
export function createHashTrail(algorithm: DigestAlgorithm): HashTrail {
  const states: HashState[] = [];
  return {
    goBack(offset) {
      while ((states.at(-1)?.length ?? 0) > offset) states.pop();
      const last = states.at(-1);
      return last === undefined
        ? { length: 0, hash: createHash(algorithm) }
        : { length: last.length, hash: last.hash.copy() };
    },
    keep({ length, hash }) {
      if (length - (states.at(-1)?.length ?? 0) >= STEP) states.push({ length, hash: hash.copy() });
    },
  };
}
