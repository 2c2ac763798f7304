import { expect, test } from 'vitest';
import { parseTag } from '../../src/oci/reference.ts';
import type { TagCandidate, TagKind } from '../../src/tags/planned-tag.ts';
import { mainTag } from '../../src/tags/tag-order.ts';

function candidate(kind: TagKind, priority = 1, mutable = true): TagCandidate {
  const tag = parseTag(`${kind}-${priority}`);
  return { tag, kind, mutable, priority, reason: 'a test', original: tag };
}

test.each<[string, readonly TagCandidate[], string | undefined]>([
  ['nothing', [], undefined],
  ['the highest priority', [candidate('semver.full', 1), candidate('raw', 2)], 'raw-2'],
  [
    'a full version',
    [candidate('latest'), candidate('semver.major'), candidate('semver.minor'), candidate('semver.full')],
    'semver.full-1',
  ],
  ['a minor version', [candidate('semver.major'), candidate('semver.minor')], 'semver.minor-1'],
  ['a major version', [candidate('channel'), candidate('latest'), candidate('semver.major')], 'semver.major-1'],
  ['a line before latest', [candidate('latest'), candidate('channel')], 'channel-1'],
  ['latest before those that say nothing of versions', [candidate('raw'), candidate('latest')], 'latest-1'],
  ['the first of others', [candidate('sha'), candidate('raw')], 'sha-1'],
  [
    'latest of the flavor last',
    [candidate('latest', Number.NEGATIVE_INFINITY), candidate('sha', -1_000_000)],
    'sha--1000000',
  ],
])('the main tag is %s', (_, tags, main) => {
  expect(mainTag(tags)?.tag).toBe(main);
});

test('of two versions of PEP 440 it is the whole one', () => {
  const [line, whole] = [candidate('pep440', 1, true), { ...candidate('pep440', 1, false), tag: parseTag('whole') }];
  expect(mainTag([line, whole])?.tag).toBe('whole');
  expect(mainTag([whole, line])?.tag).toBe('whole');
});
