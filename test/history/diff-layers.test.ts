import { describe, expect, it } from 'vitest';
import { diffLayers } from '../../src/history/diff.ts';
import { config, digest, layers, platform } from './facts.ts';

describe('the layers of a platform', () => {
  it.each([
    ['are the same', 'a b', 'a b', 'same', 2, 'a b', '', ''],
    ['go on from those on the left', 'a b', 'a b c d', 'right-extends-left', 2, 'a b', 'c d', ''],
    ['go on from those on the right', 'a b c', 'a', 'left-extends-right', 1, 'a', '', 'b c'],
    ['begin with the same base', 'a b c', 'a b d', 'same-base', 2, 'a b', 'd', 'c'],
    ['are built on another base', 'a x', 'b x', 'other-base', 0, 'x', 'b', 'a'],
    ['have nothing in common', 'a', 'b', 'other-base', 0, '', 'b', 'a'],
    ['have one of them once more', 'a e', 'a e e', 'right-extends-left', 2, 'a e', 'e', ''],
    ['have one of them twice on both sides', 'a e e', 'a e e', 'same', 3, 'a e e', '', ''],
  ] as const)('%s', (_, left, right, relation, common, shared, added, removed) => {
    expect(diffLayers(platform('a', left), platform('a', right))).toEqual({
      relation,
      common,
      shared: { count: layers(shared).length, bytes: 1000 * layers(shared).length },
      added: layers(added),
      removed: layers(removed),
      recompressed: 0,
    });
  });

  it('are compared by their digests alone where a config is missing', () => {
    const diff = diffLayers(platform('a', 'a b', { config: undefined }), platform('a', 'a c'));
    expect(diff).toMatchObject({ relation: 'unknown', common: 0, added: layers('c'), removed: layers('b') });
  });

  it('are the same content where they are only compressed otherwise', () => {
    const diffIds = ['1', '2', '3'].map(digest);
    const left = platform('a', 'a b c', { config: config({ diffIds }) });
    const right = platform('a', 'a y z', { config: config({ diffIds }) });
    expect(diffLayers(left, right)).toMatchObject({ relation: 'same', common: 3, recompressed: 2 });
  });

  it('are matched with no content where the config names another number of them', () => {
    const left = platform('a', 'a b', { config: config({ diffIds: ['1'].map(digest) }) });
    const right = platform('a', 'c', { config: config({ diffIds: ['1'].map(digest) }) });
    expect(diffLayers(left, right)).toMatchObject({ relation: 'same', recompressed: 0 });
  });
});
