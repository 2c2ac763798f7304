import { expect, test } from 'vitest';
import { parseTag } from '../../src/oci/reference.ts';
import { mainTag } from '../../src/tags/compute.ts';
import type { TagCandidate, TagKind } from '../../src/tags/planned-tag.ts';

function wanted(kind: TagKind, priority = 1, mutable = true): TagCandidate {
  const tag = parseTag(`${kind}-${priority}`);
  return { tag, kind, mutable, priority, reason: 'a test', original: tag };
}

test.each<[string, readonly TagCandidate[], string | undefined]>([
  ['nothing', [], undefined],
  ['the highest priority', [wanted('semver.full', 1), wanted('raw', 2)], 'raw-2'],
  [
    'a full version',
    [wanted('latest'), wanted('semver.major'), wanted('semver.minor'), wanted('semver.full')],
    'semver.full-1',
  ],
  ['a minor version', [wanted('semver.major'), wanted('semver.minor')], 'semver.minor-1'],
  ['a major version', [wanted('channel'), wanted('latest'), wanted('semver.major')], 'semver.major-1'],
  ['a line before latest', [wanted('latest'), wanted('channel')], 'channel-1'],
  ['latest before those that say nothing of versions', [wanted('raw'), wanted('latest')], 'latest-1'],
  ['the first of others', [wanted('sha'), wanted('raw')], 'sha-1'],
  [
    'latest of the flavor last',
    [wanted('latest', Number.NEGATIVE_INFINITY), wanted('sha', -1_000_000)],
    'sha--1000000',
  ],
])('the main tag is %s', (_, tags, main) => {
  expect(mainTag(tags)?.tag).toBe(main);
});

test('of two versions of PEP 440 it is the whole one', () => {
  const [line, whole] = [wanted('pep440', 1, true), { ...wanted('pep440', 1, false), tag: parseTag('whole') }];
  expect(mainTag([line, whole])?.tag).toBe('whole');
  expect(mainTag([whole, line])?.tag).toBe('whole');
});
