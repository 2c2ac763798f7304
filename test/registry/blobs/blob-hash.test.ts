import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createHashTrail, type HashState } from '../../../src/registry/blobs/download.ts';

const MIB = 1024 * 1024;

/** A state that claims a length, with a hash that tells which it is. */
function stateAt(length: number): HashState {
  return { length, hash: createHash('sha256').update(`state at ${length}`) };
}

function hexOf({ hash }: HashState): string {
  return hash.digest('hex');
}

it('a trail begins with the hash of nothing, by the algorithm that was asked for', () => {
  const start = createHashTrail('sha512').goBack(100);
  expect(start.length).toBe(0);
  expect(hexOf(start)).toBe(createHash('sha512').digest('hex'));
});

it('a state is kept every 16 MiB, and the last one before a byte is gone back to', () => {
  const trail = createHashTrail('sha256');
  for (const length of [16 * MIB - 1, 16 * MIB, 17 * MIB, 32 * MIB - 1, 33 * MIB, 49 * MIB, 65 * MIB]) {
    trail.keep(stateAt(length));
  }
  // What lies behind is forgotten, so the places are gone back to from the last on.
  for (const [offset, length] of [
    [100 * MIB, 65 * MIB],
    [65 * MIB - 1, 49 * MIB],
    [49 * MIB, 49 * MIB],
    [48 * MIB, 33 * MIB],
    [33 * MIB - 1, 16 * MIB],
  ] as const) {
    const state = trail.goBack(offset);
    expect(state.length).toBe(length);
    expect(hexOf(state)).toBe(hexOf(stateAt(length)));
  }
  expect(trail.goBack(100 * MIB).length).toBe(16 * MIB);
  expect(trail.goBack(16 * MIB - 1).length).toBe(0);
  expect(trail.goBack(100 * MIB).length).toBe(0);
});

it('a state is a copy, when it is kept and when it is gone back to', () => {
  const trail = createHashTrail('sha256');
  const state = stateAt(16 * MIB);
  trail.keep(state);
  state.hash.update('more');
  trail.goBack(16 * MIB).hash.update('more');
  expect(hexOf(trail.goBack(16 * MIB))).toBe(hexOf(stateAt(16 * MIB)));
});
