import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { shortHash } from '../../src/tags/compose.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { nextInSequence } from '../../src/tags/daily-number.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { planTags, requireNoConflict } from '../../src/tags/plan.ts';
import {
  compute,
  contextOf,
  existingOf,
  type Known,
  NOW,
  OURS,
  REVISION,
  SHA_TAG,
  THEIRS,
  unmatchedOf,
  wantedOf,
} from './support.ts';

/** A vector that begins with a git tag: the rules are `type=semver` and `type=sha`. */
interface Vector {
  readonly vector: string;
  readonly gitTag: string;
  readonly known?: Known;
  readonly existing: string;
  readonly expected: string;
  readonly label?: string;
}

const VECTORS: readonly Vector[] = [
  { vector: '1', gitTag: 'v1.2.3', existing: '', expected: '1.2.3 1.2 1 latest' },
  {
    vector: '2: an old line is maintained',
    gitTag: 'v1.9.1',
    existing: '2.0.1 2.0 2 1.9.0 1.9 1 latest',
    expected: '1.9.1 1.9 1',
  },
  { vector: '3: an older minor line', gitTag: 'v1.2.4', existing: '1.3.0 1.2.3', expected: '1.2.4 1.2' },
  { vector: '5: a late rebuild', gitTag: 'v1.2.2', existing: '1.2.3', expected: '1.2.2' },
  { vector: '6: a pre-release', gitTag: 'v2.0.0-rc.1', existing: '1.9.1', expected: '2.0.0-rc.1' },
  {
    vector: '8: pre-releases hold nothing',
    gitTag: 'v2.0.0',
    existing: '2.0.0-rc.1 3.0.0-beta.1 1.9.1',
    expected: '2.0.0 2.0 2 latest',
  },
  { vector: '12: major 0', gitTag: 'v0.1.2', existing: '', expected: '0.1.2 0.1 latest' },
  {
    vector: '13: build metadata',
    gitTag: 'v1.2.3+build.5',
    existing: '',
    expected: '1.2.3_build.5 1.2 1 latest',
    label: '1.2.3+build.5',
  },
  { vector: '19: an upper-case V', gitTag: 'V1.2.3', existing: '', expected: '1.2.3 1.2 1 latest' },
  {
    vector: '21: a monorepo',
    gitTag: 'app/v1.2.3',
    known: { tagPrefix: 'app/' },
    existing: '',
    expected: '1.2.3 1.2 1 latest',
  },
  {
    vector: '23: two digits',
    gitTag: 'app/v1.10.0',
    known: { tagPrefix: 'app/' },
    existing: '1.9.0',
    expected: '1.10.0 1.10 1 latest',
  },
  {
    vector: '25: a path as prefix',
    gitTag: 'sdk/azcore/v1.4.0',
    known: { tagPrefix: 'sdk/azcore/' },
    existing: '',
    expected: '1.4.0 1.4 1 latest',
  },
  {
    vector: '31: a release that GitHub marks as pre-release',
    gitTag: 'v4.0.5',
    known: { event: 'release', preRelease: true },
    existing: '4.0.3',
    expected: '4.0.5',
  },
  {
    vector: '33: a release that is not to be the latest',
    gitTag: 'v1.9.1',
    known: { event: 'release', makeLatest: false },
    existing: '2.0.0',
    expected: '1.9.1 1.9 1',
  },
  {
    vector: '33 without a higher version',
    gitTag: 'v1.9.1',
    known: { event: 'release', makeLatest: false },
    existing: '',
    expected: '1.9.1 1.9 1',
  },
  { vector: 'the same version again', gitTag: 'v1.2.3', existing: '1.2.3', expected: '1.2.3 1.2 1 latest' },
  {
    vector: 'equal but for build metadata',
    gitTag: 'v1.2.3+a',
    existing: '1.2.3_b',
    expected: '1.2.3_a',
    label: '1.2.3+a',
  },
  { vector: 'a higher version by build tag', gitTag: 'v1.2.3', existing: '1.2.4_b.1', expected: '1.2.3' },
  { vector: 'a higher version with a v', gitTag: 'v1.2.3', existing: 'v1.3.0', expected: '1.2.3 1.2' },
  { vector: 'a patch of two digits', gitTag: 'v1.2.9', existing: '1.2.10', expected: '1.2.9' },
  {
    vector: 'moving tags alone prove nothing',
    gitTag: 'v1.2.3',
    existing: '2 2.0 latest',
    expected: '1.2.3 1.2 1 latest',
  },
  { vector: 'other families', gitTag: 'v1.2.3', existing: '9.0.0-alpine app-9.0.0', expected: '1.2.3 1.2 1 latest' },
  { vector: 'major 0 below 1', gitTag: 'v0.2.0', existing: '1.0.0', expected: '0.2.0 0.2' },
];

describe('a release by git tag, vector', () => {
  test.each(VECTORS)('$vector', ({ gitTag, known = {}, existing, expected, label }) => {
    const all: Known = { ref: `refs/tags/${gitTag}`, revision: REVISION, ...known };
    const computed = compute('type=semver\ntype=sha', all, existing);
    expect(wantedOf(computed)).toBe(`${expected} ${SHA_TAG}`);
    expect(computed.version).toBe(expected.split(' ')[0]);
    expect(computed.versionLabel).toBe(label ?? expected.split(' ')[0]);
  });
});

describe('other rules and events, vector', () => {
  test.each<[string, string, Known, string, string]>([
    ['9', 'type=semver\ntype=channel', { version: '2.0.0-rc.10' }, '2.0.0-rc.9 rc', '2.0.0-rc.10 rc'],
    ['10', 'type=semver\ntype=channel', { version: '2.0.0-rc.9' }, '2.0.0-rc.10 rc', '2.0.0-rc.9'],
    ['15', 'type=ref,event=tag', { ref: 'refs/tags/v1.2.3+a' }, '', 'v1.2.3_a latest'],
    ['15 by a raw rule', '{{tag}}', { ref: 'refs/tags/v1.2.3+a' }, '', 'v1.2.3_a'],
    ['16 with coerce', 'type=semver,coerce=true', { ref: 'refs/tags/v1.2' }, '', '1.2.0 1.2 1 latest'],
    ['17 as a git tag', 'type=ref,event=tag', { ref: 'refs/tags/v1.2.3.4-rc1' }, '', 'v1.2.3.4-rc1'],
    [
      '27',
      'type=semver,suffix=-alpine',
      { version: '1.2.3' },
      '1.9.0 1.2.2-alpine',
      '1.2.3-alpine 1.2-alpine 1-alpine latest-alpine',
    ],
    ['28', 'type=semver\ntype=raw,value=latest', { ref: 'refs/tags/v1.2.3' }, '', '1.2.3 1.2 1 latest'],
    [
      '28 with the pattern',
      'type=semver,pattern={{version}}\ntype=raw,value=latest',
      { version: '1.2.3' },
      '',
      '1.2.3 latest',
    ],
    [
      '37',
      'type=ref,event=pr\ntype=sha',
      { ref: 'refs/pull/7/merge', event: 'pull_request', revision: REVISION },
      '',
      `pr-7 ${SHA_TAG}`,
    ],
    [
      '39',
      'type=ref,event=pr\ntype=sha',
      { ref: 'refs/pull/7/merge', event: 'pull_request_target', revision: REVISION },
      '',
      `pr-7 ${SHA_TAG}`,
    ],
    [
      '40',
      'type=ref,event=branch\ntype=ref,event=pr\ntype=sha',
      { event: 'merge_group', mergeGroup: 12, revision: REVISION },
      '',
      `mq-12 ${SHA_TAG}`,
    ],
    [
      '42',
      'type=edge\ntype=raw,value=latest\ntype=sha',
      { event: 'delete', ref: 'refs/heads/main', revision: REVISION, givesNothing: 'the branch "x" was deleted' },
      '',
      '',
    ],
    ['44', 'type=ref,event=branch\ntype=sha', { event: 'deployment', revision: REVISION }, '', SHA_TAG],
    ['46', 'type=ref,event=branch', { ref: 'refs/heads/日本' }, '', 'branch-cf2abf0c'],
    ['48', 'type=ref,event=branch', { ref: 'refs/heads/feat/a&b' }, '', 'feat-a-b'],
    ['49', '{{branch}}', { ref: "refs/heads/it's=1" }, '', 'it-s-1'],
    [
      '50',
      'type=ref,event=branch',
      { ref: `refs/heads/${'a'.repeat(140)}` },
      '',
      `${'a'.repeat(119)}-${shortHash('a'.repeat(140))}`,
    ],
    ['53', 'type=ref,event=branch', { ref: 'refs/heads/fix/#' }, '', 'fix'],
    ['54', 'type=ref,event=branch', { ref: 'refs/heads/Feature/ABC' }, '', 'Feature-ABC'],
    ['59', 'type=date_seq', {}, '', '20200102_01'],
    ['60', 'type=date_seq', {}, '20200102_01 20200102_03', '20200102_04'],
    ['62', 'type=date_seq', {}, '20200101_07', '20200102_01'],
    ['64', 'type=date_seq,prefix=app-', {}, '20200102_05 app-20200102_02', 'app-20200102_03'],
    ['81', 'type=semver', { version: 'v1.2.3', event: 'workflow_dispatch' }, '2.0.0', '1.2.3 1.2 1'],
  ])('%s', (_, rules, known, names, expected) => {
    expect(wantedOf(compute(rules, known, names))).toBe(expected);
  });

  test('42 says why', () => {
    const known: Known = { event: 'delete', givesNothing: 'the branch "x" was deleted' };
    expect(unmatchedOf(compute('type=edge\nlatest', known))).toEqual([
      'the branch "x" was deleted',
      'the branch "x" was deleted',
    ]);
  });

  test('48: the label shows the branch as it is', () => {
    expect(compute('type=ref,event=branch', { ref: 'refs/heads/feat/a&b' }).versionLabel).toBe('feat/a&b');
  });

  test('58: a short SHA is as long as it should be', () => {
    expect(wantedOf(compute('type=sha', { revision: REVISION, shortShaLength: 12 }))).toBe('sha-860c1904a1ce');
    expect(wantedOf(compute('type=sha', { revision: REVISION, shortShaLength: 40 }))).toBe(`sha-${REVISION}`);
  });

  test('65: the day is that of the zone', () => {
    const context = contextOf({ timeZone: 'Asia/Tokyo' });
    const now = new Date('2020-01-01T23:30:00Z');
    const computed = computeTags(parseTagRules('type=date_seq'), context, existingOf(['20200101_04']), now);
    expect(wantedOf(computed)).toBe('20200102_01');
  });

  test('70: the loser of a race takes the next number', () => {
    const names = ['20200102_01', '20200102_02'];
    const { candidates } = compute('type=date_seq', {}, names.join(' '));
    const [planned] = candidates;
    if (planned?.sequence === undefined) throw new Error('no date_seq tag');
    expect(planned.tag).toBe('20200102_03');
    expect(nextInSequence(planned.sequence, [...names, planned.tag]).tag).toBe('20200102_04');
  });
});

describe('refused, vector', () => {
  const sentence =
    'it is not a semantic version MAJOR.MINOR.PATCH; push a tag such as "v1.2.0", or set the input "version"';

  test.each<[string, string, string]>([
    ['16', 'v1.2', `Cannot read the version of the git tag "v1.2": ${sentence}`],
    [
      '17',
      'v1.2.3.4-rc1',
      `Cannot read the version of the git tag "v1.2.3.4-rc1": ${sentence.replace('v1.2.0', 'v1.2.3')}`,
    ],
    [
      '20',
      '1.0.9007199254740993',
      'Cannot read the version of the git tag "1.0.9007199254740993": a number in it is larger than 9007199254740991; push a tag such as "v1.2.3", or set the input "version"',
    ],
    [
      '82',
      'latest',
      'Cannot use the git tag "latest": the name is reserved for the highest version; push a version such as "v1.2.3"',
    ],
  ])('%s', (_, gitTag, message) => {
    const known: Known = { ref: `refs/tags/${gitTag}`, revision: REVISION };
    expect(() => compute('type=semver\ntype=sha', known)).toThrow(new InputError(message));
  });

  test('68', () => {
    expect(() => parseTagRules('type=date_seq,tz=Nope/Zone')).toThrow(InputError);
  });
});

describe('plans, vector', () => {
  function planned(rules: string, known: Known, holds: Readonly<Record<string, typeof OURS>>) {
    const existing = existingOf([], holds);
    const computed = computeTags(parseTagRules(rules), contextOf(known), existing, NOW);
    return (relations = existing.relations, ifTagExists: 'fail' | 'skip' = 'fail') =>
      planTags(computed, relations === undefined ? existing : { ...existing, relations }, OURS, { ifTagExists });
  }

  test('34: an immutable tag with another digest is a conflict, or left', () => {
    const plan = planned('type=semver', { version: '1.2.3' }, { '1.2.3': THEIRS });
    expect(() => requireNoConflict(plan(), 'r/app')).toThrow(/^Cannot tag r\/app: the immutable tag "1.2.3" holds /);
    expect(plan(undefined, 'skip').tags.every(({ action }) => action === 'skip')).toBe(true);
  });

  test('75: an older commit that ends last does not move its branch', () => {
    const plan = planned('type=ref,event=branch', { ref: 'refs/heads/main' }, { main: THEIRS });
    const { tags, warnings } = plan(new Map([['main', 'behind']]));
    expect(tags).toMatchObject([{ tag: 'main', action: 'skip', reason: 'its commit is newer' }]);
    expect(warnings).toEqual([]);
  });

  test('76: a forced push moves its branch with a warning', () => {
    const plan = planned('type=ref,event=branch', { ref: 'refs/heads/main' }, { main: THEIRS });
    const { tags, warnings } = plan(new Map([['main', 'diverged']]));
    expect(tags).toMatchObject([{ tag: 'main', action: 'move' }]);
    expect(warnings).toEqual([
      'The tag "main" moves to a commit that does not follow the one that it holds, as after a forced push',
    ]);
  });

  test('77: a tag without a revision moves with a warning, and strict it stays', () => {
    const relations = new Map([['main', 'unknown' as const]]);
    const moved = planned('type=ref,event=branch', { ref: 'refs/heads/main' }, { main: THEIRS })(relations);
    expect(moved.tags).toMatchObject([{ action: 'move' }]);
    expect(moved.warnings).toHaveLength(1);
    const strict = planned(
      'type=ref,event=branch,strict=true',
      { ref: 'refs/heads/main' },
      { main: THEIRS },
    )(relations);
    expect(strict.tags).toMatchObject([{ action: 'skip' }]);
  });
});
