import { expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import type { PlannedTag } from '../../src/tags/planned-tag.ts';
import { previousDigest } from '../../src/tags/planned-tag.ts';

function planned(tag: string, kind: PlannedTag['kind'], action: PlannedTag['action'], mutable = true): PlannedTag {
  const before = action === 'create' ? undefined : digestOf(tag);
  return { tag: parseTag(tag), kind, mutable, action, reason: '', before, after: digestOf('new') };
}

const LATEST = planned('latest', 'latest', 'move');
const MAJOR = planned('1', 'semver.major', 'move');
const MINOR = planned('1.2', 'semver.minor', 'move');
const RAW = planned('stable', 'raw', 'move');

it.each<readonly [string, readonly PlannedTag[], string | undefined]>([
  ['latest before all others', [RAW, MINOR, MAJOR, LATEST], 'latest'],
  ['the major version', [RAW, MINOR, MAJOR], '1'],
  ['the minor version', [RAW, MINOR], '1.2'],
  ['any other', [RAW], 'stable'],
  ['the first of equals', [RAW, planned('edge', 'raw', 'move')], 'stable'],
  ['what moves, and not what stays', [planned('latest', 'latest', 'keep'), MINOR], '1.2'],
  ['what moves, and not what is left', [planned('latest', 'latest', 'skip'), MINOR], '1.2'],
  ['nothing where all is new', [planned('latest', 'latest', 'create')], undefined],
  ['nothing of an immutable tag', [planned('1.2.3', 'semver.full', 'move', false)], undefined],
  ['nothing without tags', [], undefined],
])('tells what was there before by %s', (_, tags, expected) => {
  expect(previousDigest(tags)).toBe(expected === undefined ? undefined : digestOf(expected));
});

it('leaves the plan in its order', () => {
  const tags = [RAW, LATEST];
  previousDigest(tags);
  expect(tags).toEqual([RAW, LATEST]);
});
