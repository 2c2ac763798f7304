import { describe, expect, test } from 'vitest';
import { computeTags } from '../../src/tags/compute.ts';
import { KnownVersions } from '../../src/tags/known-versions.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { parseVersion } from '../../src/tags/version.ts';
import { highestOf } from '../../src/tags/version-lines.ts';
import { contextOf, existingOf, NOW, setOf } from './support.ts';

const version = (text: string) => parseVersion(text, 'a test');
const BARE = { prefix: '', suffix: '' };

describe('KnownVersions', () => {
  const names = ['1.2.3', 'v1.3.0', '1.4.0-x', 'latest'];
  const own = computeTags(
    parseTagRules('type=semver,value=2.0.0\n3.0.0'),
    contextOf({ flavor: 'latest=false' }),
    existingOf([]),
    NOW,
  );
  const known = new KnownVersions({ ...existingOf(names), versions: [version('9.0.0')] }, own.candidates);

  test('reads what exists, this run gives and git tags name', () => {
    expect(known.ofFamily(BARE).map(({ text }) => text)).toEqual([
      '1.2.3',
      '1.3.0',
      '1.4.0-x',
      '2.0.0',
      '3.0.0',
      '9.0.0',
    ]);
    expect(known.ofFamily({ prefix: '', suffix: '-x' }).map(({ text }) => text)).toEqual(['1.4.0', '9.0.0']);
  });

  test('reads a family once', () => {
    expect(known.ofFamily(BARE)).toBe(known.ofFamily({ ...BARE }));
    expect(known.ofFamily({ prefix: 'a","b', suffix: '' })).not.toBe(known.ofFamily({ prefix: 'a', suffix: 'b' }));
  });

  test('finds the full tag of a version in a family', () => {
    expect(known.fullTag(version('2.0.0'), BARE)).toBe('2.0.0');
    expect(known.fullTag(version('2.0.0'), { prefix: 'x', suffix: '' })).toBeUndefined();
    // A raw tag is no full version's own.
    expect(known.fullTag(version('3.0.0'), BARE)).toBeUndefined();
  });
});

test.each([
  ['1.2.3', [], '1.2.3'],
  ['1.2.3', ['1.2.4', '1.2.10', '1.2.9'], '1.2.10'],
  ['2.0.0', ['1.2.4', '2.0.0-rc.1'], '2.0.0'],
])('the highest of %s and %j is %s', (first, others, highest) => {
  expect(highestOf(version(first), others.map(version)).text).toBe(highest);
});

test('highestOf leaves out what does not count', () => {
  const others = [version('2.0.0'), version('1.5.0')];
  expect(highestOf(version('1.0.0'), others, ({ major }) => major === 1).text).toBe('1.5.0');
});

describe('versions of git tags', () => {
  const existing = { ...existingOf([]), versions: [version('2.0.0'), version('1.2.4'), version('1.3.0-rc.1')] };

  test.each([
    ['type=semver', '1.2.3', '1.2.3'],
    ['type=semver', '1.3.0', '1 1.3 1.3.0'],
    ['type=semver,suffix=-alpine', '1.3.0', '1-alpine 1.3-alpine 1.3.0-alpine'],
    ['type=semver,pattern={{major}}', '1.2.3', ''],
    ['type=channel', '1.3.0-rc.0', ''],
    ['type=ref,event=tag', 'v1.9.0', 'v1.9.0'],
  ])('hold the lines of %s at %s', (rules, tag, tags) => {
    const context = contextOf({ ref: `refs/tags/${tag}` });
    expect(setOf(computeTags(parseTagRules(rules), context, existing, NOW))).toBe(tags);
  });
});
