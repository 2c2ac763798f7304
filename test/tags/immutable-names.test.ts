import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { planTags } from '../../src/tags/plan.ts';
import { compute, existingOf, type Known, OURS, REVISION, THEIRS } from './support.ts';

const OTHER = digestOf('other');

/** Plans the tags of an image where each of some tags holds another one. */
function planOf(rules: string, known: Known, taken: readonly string[] = [], digest = OURS): readonly string[] {
  const digests = new Map(taken.map((tag) => [tag, THEIRS]));
  const exists = { names: new Set(taken), digests };
  const computed = compute(rules, known, taken.join(' '));
  const { tags } = planTags(computed, exists, digest, { ifTagExists: 'skip' });
  return [...tags.map(({ action, tag }) => `${action} ${tag}`), ...computed.unmatched.map(({ reason }) => reason)];
}

const PROMOTION: Known = { isPromotion: true, sourceTag: 'main', revision: undefined };
const HEX = 'a'.repeat(64);

describe('a name that says that it never moves, given by a text', () => {
  it.each<[string, string, Known, string]>([
    ['a daily build number', '20200102_01', PROMOTION, '20200102_01'],
    ['one of another day', 'type=raw,value=19991231_123', PROMOTION, '19991231_123'],
    ['a commit', 'sha-aaaaaaa', PROMOTION, 'sha-aaaaaaa'],
    ['a whole commit', `sha-${REVISION}`, PROMOTION, `sha-${REVISION}`],
    ['a commit of SHA-256', `sha-${HEX}`, PROMOTION, `sha-${HEX}`],
    ['a commit in upper case, which some registries do not tell apart', 'SHA-AAAAAAA', PROMOTION, 'SHA-AAAAAAA'],
    ['the number of the source', 'type=source', { ...PROMOTION, sourceTag: '20200102_01' }, '20200102_01'],
    ['the commit of the source', 'type=source', { ...PROMOTION, sourceTag: 'sha-860c190' }, 'sha-860c190'],
    ['what match finds', 'type=match,value=20200102_01,pattern=.*', PROMOTION, '20200102_01'],
    ['a part of what match looks into', 'type=match,value=x20200102_01,pattern=[0-9_]+$', PROMOTION, '20200102_01'],
    ['a date', "type=raw,value={{date 'YYYYMMDD'}}_07", PROMOTION, '20200102_07'],
    ['a schedule', 'type=schedule,pattern=20200102_01', { event: 'schedule', ref: 'refs/heads/main' }, '20200102_01'],
    ['a number beside the flavor', '20200102_01', { ...PROMOTION, flavor: 'prefix=app-' }, 'app-20200102_01'],
    ['a commit beside the flavor', 'sha-aaaaaaa', { ...PROMOTION, flavor: 'suffix=-slim' }, 'sha-aaaaaaa-slim'],
    [
      'what the flavor puts around',
      'type=raw,value=app-sha-aaaaaaa,prefix=',
      { ...PROMOTION, flavor: 'prefix=app-' },
      'app-sha-aaaaaaa',
    ],
    ['a version of the run’s own family', 'type=semver,prefix=app-\ntype=raw,value=app-1.2.3', PROMOTION, 'app-1.2.3'],
    ['a version by its affixes', 'type=raw,value=1.2,suffix=.3', PROMOTION, '1.2.3'],
    [
      'a number as the run’s own rule writes it',
      'type=date_seq,separator=-,prefix=n\ntype=raw,value=n20200101-7',
      PROMOTION,
      'n20200101-7',
    ],
    ['a commit as the run’s own rule writes it', 'type=sha,prefix=c\ntype=raw,value=caaaaaaa', PROMOTION, 'caaaaaaa'],
    ['digits as the run’s own rule writes them', 'type=sha,prefix=\ntype=raw,value=aaaaaaa', PROMOTION, 'aaaaaaa'],
  ])('is created once: %s', (_, rules, known, tag) => {
    expect(planOf(rules, known)).toContain(`create ${tag}`);
    expect(planOf(rules, known, [tag])).toContain(`skip ${tag}`);
    expect(planOf(rules, known, [tag], THEIRS)).toContain(`keep ${tag}`);
  });

  it('is refused where another image has it, in a build too', () => {
    const exists = existingOf(['20200102_01']);
    const computed = compute('20200102_01', {}, '20200102_01');
    expect(planTags(computed, exists, undefined, { ifTagExists: 'fail' }).conflicts).toMatchObject([
      { tag: '20200102_01' },
    ]);
    const held = { ...exists, digests: new Map([['20200102_01', OTHER]]) };
    expect(planTags(computed, held, OURS, { ifTagExists: 'fail' }).conflicts).toMatchObject([{ holds: OTHER }]);
  });

  it('moves if the rule says so', () => {
    expect(planOf('type=raw,value=20200102_01,immutable=false', PROMOTION, ['20200102_01'])).toEqual([
      'move 20200102_01',
    ]);
  });
});

describe('a name that says that it never moves, chosen by somebody else', () => {
  const branch = (name: string): Known => ({ ref: `refs/heads/${name}` });
  const tag = (name: string): Known => ({ ref: `refs/tags/${name}` });
  it.each<[string, string, Known, string]>([
    ['a branch', 'type=ref,event=branch', branch('sha-860c190'), '"sha-860c190" would shadow the tag of a commit'],
    [
      'a branch',
      'type=ref,event=branch',
      branch(`sha-${REVISION}`),
      `"sha-${REVISION}" would shadow the tag of a commit`,
    ],
    ['a branch', 'type=ref,event=branch', branch('SHA-860c190'), '"SHA-860c190" would shadow the tag of a commit'],
    ['a branch', 'type=ref,event=branch', branch('20200102_01'), '"20200102_01" would shadow a daily build number'],
    [
      'a branch with a slash',
      'type=ref,event=branch',
      branch('sha/860c190'),
      '"sha/860c190" would shadow the tag of a commit',
    ],
    [
      'a branch that may move',
      'type=ref,event=branch,immutable=false',
      branch('sha-860c190'),
      '"sha-860c190" would shadow the tag of a commit',
    ],
    [
      'a branch in a value',
      'type=raw,value={{branch}}',
      branch('sha-860c190'),
      '"sha-860c190" would shadow the tag of a commit',
    ],
    [
      'a branch in a prefix',
      'type=raw,value=860c190,prefix={{branch}}-',
      branch('sha'),
      '"sha-860c190" would shadow the tag of a commit',
    ],
    [
      'a branch of the run’s own family',
      'type=semver,prefix=app-\ntype=ref,event=branch',
      branch('app-1.2.3'),
      '"app-1.2.3" would shadow a version',
    ],
    [
      'a branch of bare digits',
      'type=sha,prefix=\ntype=ref,event=branch',
      branch('defaced'),
      '"defaced" would shadow the tag of a commit',
    ],
    ['a git tag', 'type=ref,event=tag', tag('sha-860c190'), '"sha-860c190" would shadow the tag of a commit'],
    ['a git tag', 'type=ref,event=tag', tag('20200102_01'), '"20200102_01" would shadow a daily build number'],
    [
      'a git tag in a value',
      'type=raw,value={{tag}}',
      tag('20200102_01'),
      '"20200102_01" would shadow a daily build number',
    ],
    [
      'a git tag that match takes',
      'type=match,pattern=.*',
      tag('20200102_01'),
      '"20200102_01" would shadow a daily build number',
    ],
    [
      'a commit in a git tag',
      'type=match,pattern=app/(.*),group=1',
      tag('app/sha-860c190'),
      '"sha-860c190" would shadow the tag of a commit',
    ],
    [
      'a pull request',
      'type=ref,event=pr,prefix=20200102_',
      { event: 'pull_request', ref: 'refs/pull/12/merge' },
      '"20200102_12" would shadow a daily build number',
    ],
    [
      'a pull request',
      'type=ref,event=pr,prefix=sha-',
      { event: 'pull_request', ref: 'refs/pull/1234567/merge' },
      '"sha-1234567" would shadow the tag of a commit',
    ],
  ])('gives no tag: %s', (_, rules, known, reason) => {
    expect(planOf(rules, known)).toContain(reason);
    expect(planOf(rules, known).filter((line) => /^(?:create|move)/.test(line))).toEqual([]);
  });

  it('is a daily build number that a pattern cuts out of a git tag', () => {
    expect(planOf('type=match,pattern=v(.*),group=1', tag('v20200102_01'), ['20200102_01'])).toContain(
      'skip 20200102_01',
    );
  });
});

it.each<[string, string, Known]>([
  ['a branch with a word behind sha-', 'type=ref,event=branch', { ref: 'refs/heads/sha-based-login' }],
  ['too few digits', 'type=ref,event=branch', { ref: 'refs/heads/sha-abc12' }],
  ['digits that are no day', 'type=ref,event=branch', { ref: 'refs/heads/20201301_01' }],
  ['a day that its month lacks', 'type=ref,event=branch', { ref: 'refs/heads/20210229_01' }],
  ['one digit behind a day', 'type=ref,event=branch', { ref: 'refs/heads/20200102_1' }],
  ['a day by itself', "type=raw,value={{date 'YYYYMMDD'}}", PROMOTION],
  ['a day beside bare commits', "type=sha,prefix=\ntype=raw,value={{date 'YYYYMMDD'}}", PROMOTION],
  ['a commit with a word behind it', 'type=raw,value=sha-aaaaaaa-latest', PROMOTION],
  ['a branch of hexadecimal letters', 'type=ref,event=branch', { ref: 'refs/heads/defaced' }],
  ['a release', 'type=raw,value=stable', PROMOTION],
])('moves as before: %s', (_, rules, known) => {
  const [given] = planOf(rules, known);
  const tag = given?.split(' ')[1] ?? '';
  expect(planOf(rules, known, [tag])).toContain(`move ${tag}`);
});

describe('a moving tag of the run with such a name', () => {
  it.each<[string, string, Known, string]>([
    ['a channel', 'type=channel,prefix=2.0.0-', { ref: 'refs/tags/v2.0.0-rc.1' }, '2.0.0-rc'],
    ['a channel of a commit', 'type=channel,prefix=sha-', { ref: 'refs/tags/v2.0.0-abcdefa.1' }, 'sha-abcdefa'],
    ['latest', 'stable', { ...PROMOTION, flavor: 'latest=true\nprefix=1.2.3-,onlatest=true' }, '1.2.3-latest'],
  ])('is created once and held back after that: %s', (_, rules, known, tag) => {
    expect(planOf(rules, known)).toContain(`create ${tag}`);
    expect(planOf(rules, known, [tag])).toContain(`skip ${tag}`);
  });

  it('is edge, which is not made', () => {
    const main = { ref: 'refs/heads/main' };
    expect(planOf('type=edge,prefix=1.2.3-', main)).toEqual(['the branch "edge" would shadow a version']);
    expect(planOf('type=edge,prefix=20200102_', main)).toEqual(['create 20200102_edge']);
  });
});
