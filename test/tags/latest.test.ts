import { describe, expect, test } from 'vitest';
import { compute, heldBackOf, type Known, setOf } from './support.ts';

const FULL = 'type=semver,pattern={{version}}';

function release(tag: string, more: Known = {}): Known {
  return { ref: `refs/tags/${tag}`, ...more };
}

function isGiven(rules: string, known: Known, names = ''): boolean {
  return setOf(compute(rules, known, names))
    .split(' ')
    .includes('latest');
}

describe('latest', () => {
  test.each<[string, string, Known, string, boolean]>([
    ['the highest version', FULL, release('v2.0.0'), '1.0.0', true],
    ['the same version again', FULL, release('v2.0.0'), '2.0.0', true],
    ['a lower version', FULL, release('v1.9.0'), '2.0.0', false],
    ['a pre-release', FULL, release('v2.0.0-rc.1'), '', false],
    ['a pre-release of GitHub', FULL, release('v2.0.0', { preRelease: true }), '', false],
    ['a release that GitHub does not make the latest', FULL, release('v2.0.0', { makeLatest: false }), '', false],
    ['a release that GitHub makes the latest', FULL, release('v2.0.0', { makeLatest: true }), '', true],
    ['and is lower all the same', FULL, release('v1.0.0', { makeLatest: true }), '2.0.0', false],
    ['an event that moves nothing', FULL, release('v2.0.0', { movesNothing: 'why' }), '', false],
    ['a branch', 'type=ref,event=branch', { ref: 'refs/heads/main' }, '', false],
    ['a forced one of a branch', 'type=sha\nx', { ref: 'refs/heads/main', flavor: 'latest=true' }, '2.0.0', true],
    ['a forced one of a pre-release of GitHub', 'x', { flavor: 'latest=true', preRelease: true }, '', false],
    ['a forced one of an event that moves nothing', 'x', { flavor: 'latest=true', movesNothing: 'why' }, '', false],
    ['a raw one of an event that moves nothing', 'latest', { movesNothing: 'why' }, '', false],
    ['a raw one of a branch', 'latest', { ref: 'refs/heads/main' }, '2.0.0', true],
    ['a raw one of an input version', 'latest', { version: '1.0.0' }, '2.0.0', false],
    ['a raw one of a promoted version', 'latest', { isPromotion: true, sourceTag: '1.0.0' }, '2.0.0', false],
    [
      'a raw one of a promoted version that is highest',
      'latest',
      { isPromotion: true, sourceTag: '2.0.0' },
      '1.0.0',
      true,
    ],
    ['the lower of two versions', `${FULL},value=1.0.0\n${FULL}`, release('v2.0.0'), '1.5.0', true],
    ['two versions below the highest', `${FULL},value=1.0.0\n${FULL}`, release('v1.2.0'), '1.5.0', false],
    ['a version beside a pre-release', `${FULL},value=1.6.0\n${FULL}`, release('v2.0.0-rc.1'), '1.5.0', true],
    ['a lower version beside a pre-release', `${FULL},value=1.4.0\n${FULL}`, release('v2.0.0-rc.1'), '1.5.0', false],
  ])('%s', (_, rules, known, names, given) => {
    expect(isGiven(rules, known, names)).toBe(given);
  });

  test.each<[Known, string]>([
    [release('v1.0.0'), '2.0.0 is higher'],
    [release('v3.0.0', { preRelease: true }), 'GitHub marks the release as a pre-release'],
    [release('v3.0.0', { makeLatest: false }), 'GitHub does not mark the release as the latest'],
    [release('v3.0.0', { movesNothing: 'the release was deleted' }), 'the release was deleted'],
  ])('says why it is held back with %j', (known, reason) => {
    expect(heldBackOf(compute(FULL, known, '2.0.0'))).toEqual([`latest: ${reason}`]);
  });

  test.each<[string, string, Known, string]>([
    ['a version', FULL, release('v1.0.0'), '1.0.0 is the highest version'],
    ['a git tag', 'type=ref,event=tag', release('x'), 'the git tag "x" is the newest'],
    ['a match', 'type=match,pattern=.*', release('x'), '"x" is the newest'],
    ['the flavor', 'x', { flavor: 'latest=true' }, 'the flavor says latest=true'],
  ])('says why it is given: %s', (_, rules, known, reason) => {
    const latest = compute(rules, known).candidates.find(({ tag }) => tag === 'latest');
    expect(latest).toMatchObject({ kind: 'latest', mutable: true, reason });
  });

  test('nothing is said where the flavor forbids it', () => {
    expect(heldBackOf(compute(FULL, release('v1.0.0', { flavor: 'latest=false' }), '2.0.0'))).toEqual([]);
  });

  test('the family says that the flavor forbids it', () => {
    expect(heldBackOf(compute('type=semver', release('v1.0.0', { flavor: 'latest=false' })))).toEqual([
      'latest: the flavor says latest=false',
    ]);
  });

  test.each<[string, Known, string]>([
    ['prefix=a-,onlatest=true', release('v1.0.0'), 'a-1.0.0 a-latest'],
    ['prefix=a/,onlatest=true', release('v1.0.0'), 'a-1.0.0 a-latest'],
    ['prefix=a-\nsuffix=-b,onlatest=true', release('v1.0.0'), 'a-1.0.0-b latest-b'],
    ['suffix=-{{tag}},onlatest=true', release('v1.0.0'), '1.0.0-v1.0.0 latest-v1.0.0'],
  ])('has the affixes of the flavor %j', (flavor, known, tags) => {
    expect(setOf(compute(FULL, { ...known, flavor }))).toBe(tags);
  });
});
