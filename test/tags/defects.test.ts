import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { compute, heldBackOf, type Known, REVISION, SHA_TAG, unmatchedOf, wantedOf } from './support.ts';

/** What docker/metadata-action does where its input `tags` is empty. */
const DEFAULTS = 'type=schedule\ntype=ref,event=branch\ntype=ref,event=tag\ntype=ref,event=pr';

const PATTERNS = [
  'type=semver,pattern={{version}}',
  'type=semver,pattern={{major}}.{{minor}}',
  'type=semver,pattern={{major}}',
].join('\n');

const PEP440 = 'type=pep440,pattern={{version}}\ntype=pep440,pattern={{major}}.{{minor}}';

/** A release by git tag. */
function release(tag: string, more: Known = {}): Known {
  return { ref: `refs/tags/${tag}`, revision: REVISION, ...more };
}

/** Defects of docker/metadata-action by number, with what we give instead. */
describe('mended', () => {
  test.each<[string, string, Known, string, string]>([
    ['D1', PATTERNS, release('v1.9.1'), '2.0.1 2.0 2 latest', '1.9.1 1.9 1'],
    ['D2', DEFAULTS, release('v2.0.0-rc.1'), '', 'v2.0.0-rc.1'],
    ['D3', 'type=match,pattern=v(.*),group=1', release('v1.0.0-rc.1'), '', '1.0.0-rc.1'],
    ['D4', `${PATTERNS}\ntype=raw,value=latest`, release('v1.2.3'), '', '1.2.3 1.2 1 latest'],
    ['D6', `type=sha,priority=1001\n${PATTERNS}`, release('v1.2.3'), '', `1.2.3 1.2 1 latest ${SHA_TAG}`],
    ['D8 on a git tag', 'type=sha,prefix={{branch}}-', release('v1.2.3'), '', ''],
    ['D8 on a pull request', 'type=sha,prefix={{branch}}-', { ref: 'refs/pull/7/merge', revision: REVISION }, '', ''],
    ['D8 in a suffix', 'type=sha,suffix=-{{tag}}', { ref: 'refs/heads/main', revision: REVISION }, '', ''],
    ['D8 in a value', 'type=raw,value={{branch}}-x', release('v1.2.3'), '', ''],
    ['D9', DEFAULTS, { ref: 'refs/heads/日本' }, '', 'branch-cf2abf0c'],
    ['D11', 'type=raw,value={{branch}}', { ref: 'refs/heads/feat/a&b' }, '', 'feat-a-b'],
    ['D12', 'type=raw,value={{branch}}', { ref: "refs/heads/it's=1" }, '', 'it-s-1'],
    [
      'D13 on a git tag',
      'type=semver,pattern={{version}}',
      release('v1.2.3', { flavor: 'prefix={{tag}}-,onlatest=true' }),
      '',
      'v1.2.3-1.2.3 v1.2.3-latest',
    ],
    [
      'D13 on a branch',
      'type=sha\ntype=raw,value=x',
      { ref: 'refs/heads/main', revision: REVISION, flavor: 'latest=true\nprefix={{tag}}-,onlatest=true' },
      '',
      SHA_TAG,
    ],
    ['D14', String.raw`type=semver,pattern={{version}},match=\d+\.\d+\.\d+`, release('v1.2.3'), '', '1.2.3 latest'],
    [
      'D15 with a pattern for more than one digit',
      String.raw`type=semver,pattern={{version}},match=v(\d+\.\d+\.\d+)$`,
      release('app/v1.10.0'),
      '',
      '1.10.0 latest',
    ],
    ['D16', 'type=match,pattern=app/v(.*),group=1', release('my-app/v2.0.0'), '', ''],
    ['D16, semver', 'type=semver,pattern={{version}},match=app/v(.*)', release('my-app/v2.0.0'), '', ''],
    ['D17', 'type=semver,pattern={{version}}', release('v1.2.3+build.5'), '', '1.2.3_build.5 latest'],
    ['D18', 'type=raw,value={{tag}}', release('v1.2.3+a'), '', 'v1.2.3_a'],
    ['D22', `${DEFAULTS}\ntype=raw,value=latest`, { ref: 'refs/heads/main', movesNothing: 'closed' }, '', ''],
    [
      'D23',
      `${DEFAULTS}\ntype=raw,value=latest\ntype=sha`,
      { event: 'workflow_run', ref: 'refs/heads/main', revision: REVISION, movesNothing: 'an earlier run' },
      '',
      SHA_TAG,
    ],
    ['D24', 'type=edge\ntype=raw,value=latest', { ref: 'refs/heads/main', givesNothing: 'deleted' }, '', ''],
    ['D25', PATTERNS, release('v4.0.5', { preRelease: true }), '', '4.0.5'],
    ['D26', 'type=sha,prefix=', { revision: `1234567${REVISION.slice(7)}` }, '', '12345674a'],
    ['D26 with its prefix', 'type=sha', { revision: `1234567${REVISION.slice(7)}` }, '', 'sha-1234567'],
    ['D27', 'type=sha,prefix=', { revision: `12e4567${REVISION.slice(7)}` }, '', '12e45674a'],
    ['D28', PEP440, release('1.2.3+local.1'), '', '1.2.3_local.1'],
    ['D30', DEFAULTS, { event: 'merge_group', mergeGroup: 12 }, '', 'mq-12'],
  ])('%s', (_, rules, known, names, expected) => {
    expect(wantedOf(compute(rules, known, names))).toBe(expected);
  });

  test('D5: a git tag "latest"', () => {
    expect(() => compute('type=ref,event=tag', release('latest'))).toThrow(InputError);
  });

  test('D6: the one with the highest priority is the main one all the same', () => {
    expect(compute(`type=sha,priority=1001\n${PATTERNS}`, release('v1.2.3')).version).toBe(SHA_TAG);
  });

  test.each([
    ['D7', PATTERNS.split('\n').toReversed().join('\n'), '1.2.3', '1.2.3'],
    ['D7, PEP 440', PEP440.split('\n').toReversed().join('\n'), '1.2.3', '1.2.3'],
  ])('%s: the main tag is the full version in any order of rules', (_, rules, version, label) => {
    expect(compute(rules, release('v1.2.3'))).toMatchObject({ version, versionLabel: label });
  });

  test('D8 and D15 say why there is no tag', () => {
    expect(unmatchedOf(compute('type=sha,prefix={{branch}}-', release('v1.2.3')))).toEqual([
      '{{branch}} is empty here',
    ]);
    const rule = String.raw`type=semver,pattern={{version}},match=v(\d.\d.\d)$`;
    expect(unmatchedOf(compute(rule, release('app/v1.10.0')))).toEqual([
      'its match finds nothing in the git tag "app/v1.10.0"',
    ]);
  });

  test('D10: a tag has at most 128 characters', () => {
    const { candidates } = compute(DEFAULTS, { ref: `refs/heads/${'a'.repeat(140)}` });
    expect(candidates.map(({ tag }) => tag.length)).toEqual([128]);
  });

  test('D17: other builds of a version have other tags', () => {
    const tags = ['v1.2.3+5', 'v1.2.3+6'].map((tag) => compute(PATTERNS, release(tag)).version);
    expect(tags).toEqual(['1.2.3_5', '1.2.3_6']);
  });

  test('D19: branches that give one tag are told apart where that is asked for', () => {
    const rules = 'type=ref,event=branch,unique=true';
    const tags = ['feature/a', 'feature-a'].map((name) => wantedOf(compute(rules, { ref: `refs/heads/${name}` })));
    expect(tags).toEqual(['feature-a-951d42dc', 'feature-a']);
    const prefixed = ['feature/a', 'feature-a'].map((name) =>
      wantedOf(compute('type=raw,value=x,prefix={{branch}}-,unique=true', { ref: `refs/heads/${name}` })),
    );
    expect(new Set(prefixed).size).toBe(2);
  });

  test.each([
    ['D20', "type=raw,value={{date 'YYYY' tz='Nope/Zone'}}"],
    ['D20, schedule', "type=schedule,pattern={{date 'YYYY' tz='Nope/Zone'}}"],
  ])('%s: an invalid time zone is an error', (_, rules) => {
    expect(() => parseTagRules(rules)).toThrow(InputError);
  });

  test.each(['v1.2', 'v1.2.3.4', '2023.01.05'])('D21: the git tag %s is an error', (tag) => {
    expect(() => compute(PATTERNS, release(tag))).toThrow(InputError);
  });

  test('D21: an upper-case V is a version', () => {
    expect(wantedOf(compute(PATTERNS, release('V1.2.3')))).toBe('1.2.3 1.2 1 latest');
  });

  test('D22 and D23 say why the branch stays', () => {
    const known: Known = { ref: 'refs/heads/main', movesNothing: 'the pull request is closed' };
    expect(heldBackOf(compute(`${DEFAULTS}\nlatest\ntype=edge`, known))).toEqual([
      'latest: the pull request is closed',
      'main: the pull request is closed',
      'edge: the pull request is closed',
    ]);
  });

  test('D25 says why the lines stay', () => {
    const reason = 'GitHub marks the release of 4.0.5 as a pre-release';
    expect(heldBackOf(compute(PATTERNS, release('v4.0.5', { preRelease: true })))).toEqual([
      `4.0: ${reason}`,
      `4: ${reason}`,
      'latest: GitHub marks the release as a pre-release',
    ]);
  });
});
