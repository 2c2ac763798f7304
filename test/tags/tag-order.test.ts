import { describe, expect, test } from 'vitest';
import { parseTag } from '../../src/oci/reference.ts';
import type { HeldBackTag, TagCandidate, TagKind } from '../../src/tags/planned-tag.ts';
import { orderTags, settleTags } from '../../src/tags/tag-order.ts';

function wanted(name: string, kind: TagKind, more: Partial<TagCandidate> = {}): TagCandidate {
  return { tag: parseTag(name), kind, mutable: true, priority: 1, reason: 'a rule', original: name, ...more };
}

function withheld(name: string, kind: TagKind): HeldBackTag {
  return { tag: parseTag(name), kind, mutable: true, reason: 'a higher one' };
}

describe('settleTags', () => {
  test('orders the kinds and leaves the others as they are', () => {
    const kinds: readonly TagKind[] = ['raw', 'branch', 'date_seq', 'sha', 'latest', 'channel', 'semver.major'];
    const all: readonly TagKind[] = [...kinds, 'semver.minor', 'semver.full', 'pep440'];
    const { wanted: settled } = settleTags({ wanted: all.map((kind) => wanted(kind, kind)), withheld: [] });
    expect(settled.map(({ kind }) => kind)).toEqual([
      ...['semver.full', 'semver.minor', 'semver.major', 'latest', 'sha', 'date_seq'],
      ...['raw', 'branch', 'channel', 'pep440'],
    ]);
  });

  test('makes one of two, with the higher priority and the stricter nature', () => {
    const pair = [wanted('x', 'raw', { priority: 9 }), wanted('x', 'sha', { mutable: false, reason: 'the SHA' })];
    for (const tags of [pair, pair.toReversed()]) {
      expect(settleTags({ wanted: tags, withheld: [] }).wanted).toEqual([
        wanted('x', 'sha', { mutable: false, priority: 9, reason: 'the SHA' }),
      ]);
    }
  });

  test('withholds a tag once, and keeps what was compared', () => {
    const settled = settleTags({
      wanted: [wanted('latest', 'raw'), wanted('1', 'semver.major'), wanted('x', 'raw')],
      withheld: [withheld('latest', 'latest'), withheld('latest', 'latest'), withheld('1', 'semver.major')],
    });
    expect(settled.wanted.map(({ tag }) => tag)).toEqual(['1', 'x']);
    expect(settled.withheld).toEqual([withheld('latest', 'latest')]);
  });
});

describe('orderTags', () => {
  const [version, branch, raw] = [wanted('1.2.3', 'semver.full'), wanted('main', 'branch'), wanted('x', 'raw')];
  const settled = { wanted: [version, branch, raw], withheld: [] };

  test.each<[string, TagCandidate | undefined, readonly TagCandidate[]]>([
    ['no main tag', undefined, [version, branch, raw]],
    ['a main tag with a place of its own', version, [version, branch, raw]],
    ['another main tag', raw, [raw, version, branch]],
  ])('with %s', (_, main, tags) => {
    expect(orderTags(settled, main).wanted).toEqual(tags);
  });
});
