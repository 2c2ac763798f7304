import { describe, expect, test } from 'vitest';
import { parseTag } from '../../src/oci/reference.ts';
import type { HeldBackTag, TagCandidate, TagKind } from '../../src/tags/planned-tag.ts';
import { orderTags, settleTags } from '../../src/tags/tag-order.ts';

function candidate(name: string, kind: TagKind, more: Partial<TagCandidate> = {}): TagCandidate {
  return { tag: parseTag(name), kind, mutable: true, priority: 1, reason: 'a rule', original: name, ...more };
}

function heldBack(name: string, kind: TagKind): HeldBackTag {
  return { tag: parseTag(name), kind, mutable: true, reason: 'a higher one' };
}

describe('settleTags', () => {
  test('orders the kinds and leaves the others as they are', () => {
    const kinds: readonly TagKind[] = ['raw', 'branch', 'date_seq', 'sha', 'latest', 'channel', 'semver.major'];
    const all: readonly TagKind[] = [...kinds, 'semver.minor', 'semver.full', 'pep440'];
    const { candidates: settled } = settleTags({ candidates: all.map((kind) => candidate(kind, kind)), heldBack: [] });
    expect(settled.map(({ kind }) => kind)).toEqual([
      ...['semver.full', 'semver.minor', 'semver.major', 'latest', 'sha', 'date_seq'],
      ...['raw', 'branch', 'channel', 'pep440'],
    ]);
  });

  test('makes one of two, with the higher priority and the stricter nature', () => {
    const pair = [candidate('x', 'raw', { priority: 9 }), candidate('x', 'sha', { mutable: false, reason: 'the SHA' })];
    for (const tags of [pair, pair.toReversed()]) {
      expect(settleTags({ candidates: tags, heldBack: [] }).candidates).toEqual([
        candidate('x', 'sha', { mutable: false, priority: 9, reason: 'the SHA' }),
      ]);
    }
  });

  test('holds back a tag once, and keeps what was compared', () => {
    const settled = settleTags({
      candidates: [candidate('latest', 'raw'), candidate('1', 'semver.major'), candidate('x', 'raw')],
      heldBack: [heldBack('latest', 'latest'), heldBack('latest', 'latest'), heldBack('1', 'semver.major')],
    });
    expect(settled.candidates.map(({ tag }) => tag)).toEqual(['1', 'x']);
    expect(settled.heldBack).toEqual([heldBack('latest', 'latest')]);
  });
});

describe('orderTags', () => {
  const [version, branch, raw] = [
    candidate('1.2.3', 'semver.full'),
    candidate('main', 'branch'),
    candidate('x', 'raw'),
  ];
  const settled = { candidates: [version, branch, raw], heldBack: [] };

  test.each<[string, TagCandidate | undefined, readonly TagCandidate[]]>([
    ['no main tag', undefined, [version, branch, raw]],
    ['a main tag with a place of its own', version, [version, branch, raw]],
    ['another main tag', raw, [raw, version, branch]],
  ])('with %s', (_, main, tags) => {
    expect(orderTags(settled, main).candidates).toEqual(tags);
  });
});
