import { describe, expect, test } from 'vitest';
import { shortHash } from '../../src/tags/compose.ts';
import { compute, heldBackOf, type Known, REVISION, unmatchedOf, wantedOf } from './support.ts';

/** Rules, what is known of the image, the tags that exist, and the tags that are given. */
type Row = readonly [rules: string, known: Known, existing: string, expected: string];

function release(tag: string, more: Known = {}): Known {
  return { ref: `refs/tags/${tag}`, revision: REVISION, ...more };
}

function branch(name: string, more: Known = {}): Known {
  return { ref: `refs/heads/${name}`, revision: REVISION, ...more };
}

const FULL = 'type=semver,pattern={{version}}';
const MAJOR = 'type=semver,pattern={{major}}';
const PY = 'type=pep440,pattern={{version}}';

const WRITTEN_V: readonly Row[] = [
  [`${FULL},prefix=v`, release('v1.9.1'), '2.0.0 latest', 'v1.9.1'],
  [FULL, release('v1.9.1', { flavor: 'prefix=v' }), '2.0.0 latest', 'v1.9.1'],
  [FULL, release('v1.9.1', { flavor: 'prefix=v,onlatest=true' }), '2.0.0 vlatest', 'v1.9.1'],
  [`${FULL},prefix=V`, release('v1.9.1'), '2.0.0 latest', 'V1.9.1'],
  ['type=semver,pattern=v{{version}}', release('v1.9.1'), '2.0.0 latest', 'v1.9.1'],
  ['type=semver,prefix=v', release('v1.9.1'), '2.0.0 1.9.3 vlatest', 'v1.9.1'],
  ['type=semver,prefix=v', release('v1.9.1'), '2.0.0', 'v1.9.1 v1.9 v1'],
  ['type=semver', release('v1.9.1'), 'v2.0.0', '1.9.1 1.9 1'],
  ['type=semver,prefix=app-v', release('v1.9.1'), 'app-2.0.0', 'app-v1.9.1 app-v1.9 app-v1'],
  ['type=semver,prefix=app-', release('v1.9.1'), 'app-v2.0.0', 'app-1.9.1 app-1.9 app-1'],
  // A word that ends with a v is a word.
  ['type=semver,prefix=dev', release('v1.9.1'), 'de2.0.0', 'dev1.9.1 dev1.9 dev1 devlatest'],
  [`${MAJOR},prefix=v`, release('v1.9.1'), '1.9.2', ''],
  [`${FULL}\n${MAJOR},prefix=v`, release('v1.9.1'), '1.9.0', '1.9.1 v1 latest'],
  [`${PY},prefix=v`, release('v1.9.1'), '2.0 latest', 'v1.9.1'],
  ['type=pep440,pattern={{major}},prefix=v', release('v1.9.1'), '1.9.2', ''],
  [PY, release('v1.9.1', { flavor: 'prefix=v' }), '2.0 latest', 'v1.9.1'],
  ['type=match,pattern=v(.*),group=1,prefix=v', release('v1.9.1'), '2.0.0 latest', 'v1.9.1'],
  ['type=match,pattern=v(.*)', release('v1.9.1'), '2.0.0 latest', 'v1.9.1'],
  ['type=ref,event=tag', release('v1.9.1'), '2.0.0 latest', 'v1.9.1'],
  ['type=channel,prefix=v', release('v2.0.0-rc.1'), '2.0.0-rc.2 vrc', ''],
  [`${FULL},prefix=v`, { isPromotion: true, version: '1.9.1' }, '2.0.0 latest', 'v1.9.1'],
];

const ALPINE = 'suffix=-alpine';

const OTHER_AFFIXES: readonly Row[] = [
  [FULL, release('v1.2.2', { flavor: ALPINE }), '1.3.0 1.2.1-alpine latest', '1.2.2-alpine'],
  [FULL, release('v1.2.2', { flavor: ALPINE }), '1.2.1 1.2.1-alpine latest', '1.2.2-alpine latest'],
  [FULL, release('v1.2.2', { flavor: ALPINE }), '1.2.1 1.3.1-alpine latest', '1.2.2-alpine'],
  [
    FULL,
    release('v1.2.2', { flavor: 'suffix=-alpine,onlatest=true' }),
    '1.3.0 1.2.1-alpine',
    '1.2.2-alpine latest-alpine',
  ],
  [FULL, { isPromotion: true, version: '1.2.2', flavor: ALPINE }, '1.3.0 1.2.1-alpine latest', '1.2.2-alpine'],
  [`${FULL},suffix=-alpine`, release('v1.2.2'), '1.3.0 latest', '1.2.2-alpine'],
  [`${FULL},prefix=app-`, release('v1.2.2'), '1.3.0 latest', 'app-1.2.2'],
  [`${FULL},suffix=`, release('v1.2.2', { flavor: 'suffix=-alpine,onlatest=true' }), '1.3.0-alpine', '1.2.2'],
  ['type=semver,pattern={{version}}-alpine', release('v1.2.2'), '1.3.0 latest', '1.2.2-alpine'],
  ['type=semver,pattern=stable-{{major}}', release('v1.2.2'), '1.3.0', ''],
  ['type=semver,pattern=latest-alpine', release('v1.2.2', { flavor: 'latest=false' }), '1.3.0-alpine', ''],
  [`${FULL},suffix=-alpine\nlatest`, release('v1.2.2', { flavor: 'latest=false' }), '1.3.0', '1.2.2-alpine'],
  ['type=match,pattern=v(.*),group=1,suffix=-alpine', release('v1.2.2'), '1.3.0 latest', '1.2.2-alpine'],
  ['type=ref,event=tag,suffix=-alpine', release('v1.2.2'), '1.3.0 latest', 'v1.2.2-alpine'],
  [`${PY},suffix=-alpine`, release('1.2.2'), '1.3 latest', '1.2.2-alpine'],
  [`${PY},suffix=-alpine`, release('1.2.2'), '1.2 latest', '1.2.2-alpine latest'],
  ['type=pep440,pattern=stable-{{major}}', release('1.2.2', { flavor: 'latest=false' }), '1.3', ''],
];

const ANY_RULE: readonly Row[] = [
  [String.raw`type=match,pattern=v(\d+\.\d+),group=1`, release('v1.2.2'), '1.2.3 1.2 1 latest', ''],
  [String.raw`type=match,pattern=v(\d+\.\d+),group=1`, release('v1.2.4'), '1.2.3 1.2 1 latest', '1.2 latest'],
  [String.raw`type=match,pattern=v(\d+\.\d+),group=1`, release('v1.2.2'), '1.3.0 1.2.1', '1.2'],
  [String.raw`type=match,pattern=v\d+`, release('v1.2.2'), '1.2.3', ''],
  [String.raw`type=match,pattern=v\d+\.\d+,suffix=-alpine`, release('v1.2.2'), '1.2.3-alpine', ''],
  [String.raw`type=match,pattern=/(\d+\.\d+)/,group=1,value=v1.2.2`, branch('main'), '1.2.3', ''],
  [String.raw`type=match,pattern=app/v(\d+\.\d+),group=1`, release('app/v1.2.2'), '1.2.3', ''],
  ['type=raw,value={{major}}.{{minor}}', release('v1.2.2'), '1.2.3 1.2', ''],
  ['type=raw,value={{major}}.{{minor}}', release('v1.2.4'), '1.2.3 1.2', '1.2'],
  ['type=raw,value={{major}}.{{minor}}', { isPromotion: true, label: '1.2.2' }, '1.2.3', ''],
  ['type=raw,value=v{{major}}', release('v1.2.2'), '1.2.3', ''],
  ['type=raw,value={{major}}-lts', release('v1.2.2'), '1.2.3', ''],
  ['type=raw,value={{major}},prefix=app-', release('v1.2.2'), 'app-1.2.3', ''],
  ['type=raw,value={{major}},suffix=-alpine', release('v1.2.2'), '1.2.3-alpine', ''],
  [`${FULL},suffix=-alpine\ntype=raw,value={{major}}`, release('v1.2.2'), '1.2.3-alpine', '1.2.2-alpine'],
  ['type=raw,value={{major}}.{{minor}}', release('v2.0.0-rc.1'), '1.0.0', ''],
  ['type=raw,value={{major}}', release('v1.2.2', { preRelease: true }), '', ''],
  ['type=raw,value=latest,suffix=-alpine', release('v1.2.2'), '1.2.3-alpine', ''],
  ['latest-alpine', release('v1.2.2'), '1.2.3-alpine', ''],
  ['latest-alpine', release('v1.2.2', { makeLatest: false }), '', ''],
  ['latest-alpine', release('v1.2.2', { movesNothing: 'why' }), '', ''],
  ['1.2', { version: '1.2.2' }, '1.2.3', ''],
  ['1.2', { version: '1.1.9' }, '1.2.3', ''],
  ['1.2', { version: '2.0.0' }, '1.2.3', '1.2'],
  ['type=source', { isPromotion: true, sourceTag: '1.2', label: '1.2.2' }, '1.2.3', ''],
  ['type=source', { isPromotion: true, sourceTag: '1.2', label: '1.2.4' }, '1.2.3', '1.2'],
  ['type=schedule,pattern=1.2', { event: 'schedule', ref: 'refs/heads/main', version: '1.2.2' }, '1.2.3', ''],
  // An immutable tag is created once, and a name that is no line moves with each build.
  ['1.2,immutable=true', { version: '1.2.2' }, '1.2.3', '1.2'],
  ['1.x stable', release('v1.2.2'), '', '1.x-stable'],
  ['node-20', release('v1.2.2'), '1.2.3', 'node-20'],
];

const DOTTED: readonly Row[] = [
  ['type=ref,event=tag', release('2026.05.1'), '2026.11.1 latest', '2026.05.1'],
  ['type=ref,event=tag', release('2026.12.01'), '2026.11.1 latest', '2026.12.01 latest'],
  ['type=ref,event=tag', release('v2026.05.1'), '2026.05.2 latest', 'v2026.05.1'],
  ['type=ref,event=tag', release('2026.05.1'), 'v2026.06 latest', '2026.05.1'],
  ['type=ref,event=tag', release('1.2.3.4'), '1.2.3.5 latest', '1.2.3.4'],
  ['type=ref,event=tag', release('1.2.3.4'), '1.2.3 1.2.3.10-x latest', '1.2.3.4 latest'],
  ['type=ref,event=tag', release('1.2.3.4'), '1.2.4-rc.1 latest', '1.2.3.4 latest'],
  ['type=ref,event=tag', release('v2'), 'v3 latest', 'v2'],
  ['type=ref,event=tag', release('app/2026.05.1'), 'app-2026.06.1', 'app-2026.05.1'],
  ['type=ref,event=tag', release('app-2026.05.1'), 'app-2026.06.1', 'app-2026.05.1'],
  ['type=ref,event=tag,suffix=-x', release('2026.05.1'), '2026.06.1-x', '2026.05.1-x'],
  ['type=match,pattern=v(.*),group=1', release('v2026.05.1'), '2026.11.1 latest', '2026.05.1'],
  [String.raw`type=match,pattern=\d+\.\d+`, release('v2026.05.1'), '2026.05.2 2026.05 latest', ''],
  [String.raw`type=match,pattern=\d+\.\d+`, release('v2026.05.3'), '2026.05.2 2026.05 latest', '2026.05 latest'],
  ['latest', release('2026.05.1'), '2026.11.1 latest', ''],
  ['latest', { isPromotion: true, sourceTag: '2026.05.1' }, '2026.11.1 latest', ''],
  ['type=sha', release('2026.05.1', { flavor: 'latest=true' }), '2026.11.1 latest', 'sha-860c190'],
  // They hold back no full version, and days count among days only.
  ['type=ref,event=tag', release('v1.2.3'), '2026.05.1 9.9.9.9 latest', 'v1.2.3 latest'],
  ['type=ref,event=tag', release('1.2.3.4'), '20261130 20261130.1 latest', '1.2.3.4 latest'],
  ['type=ref,event=tag', release('20261129.1'), '20261130.1 latest', '20261129.1'],
];

const FOREIGN: readonly Row[] = [
  ['type=ref,event=pr,prefix=', { ref: 'refs/pull/1/merge' }, '1.4.2 1.4 1 latest', ''],
  ['type=ref,event=pr,prefix=v', { ref: 'refs/pull/1/merge' }, '', ''],
  ['type=ref,event=pr,prefix=,suffix=-alpine', { ref: 'refs/pull/1/merge' }, '', ''],
  ['type=ref,event=pr,prefix=1.', { ref: 'refs/pull/4/merge' }, '', ''],
  ['type=ref,event=pr,prefix=app-', { ref: 'refs/pull/1/merge' }, 'app-1.4.2', ''],
  ['type=ref,event=pr,prefix=app-\ntype=semver,prefix=app-', { ref: 'refs/pull/1/merge' }, '', ''],
  ['type=ref,event=pr,prefix=app-\ntype=semver', { ref: 'refs/pull/1/merge' }, '', 'app-1'],
  ['type=ref,event=pr,prefix=', { mergeGroup: 12 }, '', ''],
  ['{{branch}}', branch('latest'), '', ''],
  ['type=raw,value={{branch}},prefix=app-', branch('latest'), '', ''],
  ['{{branch}}', branch('1.2.3'), '', ''],
  ['{{branch}}', branch('v1.2.3-rc.1'), '', ''],
  ['{{branch}}', branch('#1.2.3'), '', ''],
  ['{{branch}}', branch('2026.05.1'), '', ''],
  ['{{branch}}', branch('17.0'), '17.0.1', ''],
  ['{{branch}}', branch('17.0'), 'v17.0.1', ''],
  ['{{branch}}', branch('17.0'), '17.1.0 17.0.0-rc.1', '17.0'],
  ['{{branch}}\ntype=semver', branch('17.0'), '', ''],
  [`{{branch}}\n${MAJOR}`, branch('17.0'), '', ''],
  [`{{branch}}\ntype=pep440,pattern={{major}}`, branch('17.0'), '', ''],
  [`{{branch}}\n${FULL}`, branch('17.0'), '', '17.0'],
  ['{{branch}}\ntype=semver,suffix=-alpine', branch('17.0'), '', '17.0'],
  ['{{branch}}\ntype=semver,enable=false', branch('17.0'), '', '17.0'],
  ['{{branch}}', branch('17.0', { version: '17.0.1' }), '17.0.2', ''],
  ['type=raw,value={{branch}},suffix=-alpine', branch('17.0'), '17.0.1-alpine', ''],
  ['{{branch}}', branch('latest-alpine'), '1.2.3-alpine', ''],
  ['type=raw,value=x,prefix={{branch}}-', branch('1.2.3'), '', ''],
  ['type=raw,value={{base_ref}}', { ref: 'refs/pull/1/merge', baseRef: 'latest' }, '', ''],
  ['type=match,pattern=.*,value={{branch}}', branch('latest'), '', ''],
  ['type=match,pattern=release/(.*),group=1,value={{branch}}', branch('release/1.2'), '1.2.3', ''],
  ['type=raw,value={{tag}}', release('latest'), '', ''],
  ['type=raw,value={{tag}}', release('1.2'), '1.2.3', ''],
  ['type=raw,value={{tag}}', release('v1.2.3'), '1.2.4', 'v1.2.3'],
  ['type=ref,event=tag', release('v1'), '1.2.3 v1', ''],
  ['type=ref,event=branch', branch('latest-alpine'), '1.2.3-alpine', ''],
  ['type=ref,event=branch\ntype=semver,suffix=-alpine', branch('1-alpine'), '', ''],
  ['type=ref,event=branch', branch('1-alpine'), '', '1-alpine'],
  ['type=ref,event=branch', branch('1.2.3.4'), '', ''],
  ['type=edge,prefix=1.2.3-', branch('main'), '', ''],
  ["type=schedule,pattern={{date 'YYYY.MM'}}", { event: 'schedule', ref: 'refs/heads/main' }, '2020.1.3', ''],
  ["type=schedule,pattern={{date 'YYYY'}}", { event: 'schedule', ref: 'refs/heads/main' }, '2020.1.3', ''],
  ["type=schedule,pattern={{date 'YYYY'}},suffix=-x", { event: 'schedule', ref: 'refs/heads/main' }, '2020.1.3-x', ''],
  [
    "type=schedule,pattern={{date 'YYYY'}}\ntype=semver",
    { event: 'schedule', ref: 'refs/heads/main' },
    '1.2.3',
    '2020',
  ],
  ["type=raw,value={{date 'YYYY.M'}}", branch('main'), '2020.1.3', ''],
  ["type=raw,value={{date 'YYYYMMDD'}}", branch('main'), '1.2.3', '20200102'],
  ["type=raw,value={{date 'YYYY.M'}}", release('v1.2.3'), '2020.1.3', ''],
];

const BUILDS: readonly Row[] = [
  ['type=semver', release('v109.0.1+up1.0.2'), '109.0.1_up1.0.10', '109.0.1_up1.0.2'],
  ['type=semver', release('v109.0.1+up1.0.11'), '109.0.1_up1.0.10', '109.0.1_up1.0.11 109.0 109 latest'],
  ['type=semver', release('v1.2.3+b'), '1.2.3_a', '1.2.3_b'],
  ['type=semver', release('v1.2.3+b'), '1.2.3_b', '1.2.3_b 1.2 1 latest'],
  ['type=semver', release('v1.2.3+1'), '1.2.3', '1.2.3_1 1.2 1 latest'],
  ['type=semver', release('v1.2.3'), '1.2.3_1', '1.2.3'],
  ['type=semver', release('v1.2.3+01'), '1.2.3_1', '1.2.3_01'],
  ['type=semver', release('v1.2.3+1.2'), '1.2.3_1', '1.2.3_1.2 1.2 1 latest'],
  ['type=semver', release('v1.2.3+860c190'), '1.2.3_123abcd', '1.2.3_860c190'],
  ['type=semver', release('v1.2.3+b.2'), '1.2.3_b.1 1.2.3_b.1-alpine', '1.2.3_b.2 1.2 1 latest'],
  [
    'type=semver\ntype=semver,suffix=-alpine',
    release('v1.2.3+b'),
    '',
    '1.2.3_b 1.2.3_b-alpine 1.2 1.2-alpine 1 1-alpine latest latest-alpine',
  ],
  ['type=channel', release('v1.2.3-rc.1+2'), '1.2.3-rc.1_10 rc', ''],
  ['latest', release('v1.2.3+2'), '1.2.3_10', ''],
  ['type=raw,value={{major}}', release('v1.2.3+2'), '1.2.3_10', ''],
];

const RAW_VERSION: readonly Row[] = [
  ['1.2.2\nlatest', { ...branch('main'), event: 'workflow_dispatch' }, '1.3.0', '1.2.2'],
  ['1.2.2\nlatest', branch('main'), '1.2.1', '1.2.2 latest'],
  ['v1.2.2\nlatest', branch('main'), '1.3.0', 'v1.2.2'],
  ['1.2.2\n1.2\nlatest', branch('main'), '1.2.3', '1.2.2'],
  ['1.2.2', branch('main', { flavor: 'latest=true' }), '1.3.0', '1.2.2'],
  // It makes no lines, and two of them say nothing.
  ['1.2.2\ntype=semver', branch('main'), '', '1.2.2'],
  ['1.2.2\n1.2.4\nlatest', branch('main'), '1.3.0', '1.2.2 1.2.4 latest'],
  ['1.2.2\nlatest', release('v2.0.0'), '1.3.0', '1.2.2 latest'],
  ['1.2.2\nlatest', { isPromotion: true }, '1.3.0', '1.2.2 latest'],
];

describe.each<readonly [string, readonly Row[]]>([
  ['a v before a version is no family of its own', WRITTEN_V],
  ['a tag with other affixes than its version stays on a higher one of both families', OTHER_AFFIXES],
  ['the line of a version stays on a higher one, whichever rule gives its tag', ANY_RULE],
  ['dotted numbers that are no version are compared part by part', DOTTED],
  ['a name that is no version takes no line', FOREIGN],
  ['builds of one version are ordered by number', BUILDS],
  ['a version given as a raw tag is the version of a build without another', RAW_VERSION],
])('%s', (_, rows) => {
  test.each(rows)('%j of %j where %j exists gives %j', (rules, known, existing, expected) => {
    expect(wantedOf(compute(rules, known, existing))).toBe(expected);
  });
});

describe('the reason', () => {
  test.each<[string, Known, string, readonly string[]]>([
    ['type=raw,value={{major}}.{{minor}}', release('v1.2.2'), '1.2.3', ['1.2: 1.2.3 is higher']],
    [FULL, release('v1.2.2', { flavor: ALPINE }), '1.3.0', ['latest: 1.3.0 is higher']],
    ['type=ref,event=tag', release('2026.05.1'), '2026.11.1', ['latest: 2026.11.1 is higher']],
    [MAJOR, release('v1.2.3+2'), '1.2.3_10', ['1: 1.2.3+10 is a newer build', 'latest: 1.2.3+10 is a newer build']],
    [
      `${MAJOR}\n${FULL}`,
      release('v1.2.3+a', { flavor: 'latest=false' }),
      '1.2.3_b',
      ['1: 1.2.3+b is another build of it, and nothing says which of the two is newer'],
    ],
  ])('of %j with %j where %j exists is %j', (rules, known, existing, reasons) => {
    expect(heldBackOf(compute(rules, known, existing)).toSorted()).toEqual(reasons);
  });

  test.each<[string, Known, string, string]>([
    [
      'type=ref,event=pr,prefix=',
      { ref: 'refs/pull/1/merge' },
      '',
      'the pull request 1 would shadow a version; give the rule a prefix, such as "prefix=pr-"',
    ],
    ['{{branch}}', branch('latest'), '', 'the branch "latest" would shadow a version'],
    ['{{branch}}', branch('17.0'), '17.0.1', '"17.0" would take the line of 17.0.1'],
    ['{{branch}}\ntype=semver', branch('17.0'), '', '"17.0" would take a line that a rule gives to versions'],
    ['{{tag}}', release('latest'), '', 'the name "latest" is reserved for the highest version'],
    ['type=edge,prefix=1.2.3-', branch('main'), '', 'the branch "edge" would shadow a version'],
  ])('of %j with %j where %j exists is %j', (rules, known, existing, reason) => {
    expect(unmatchedOf(compute(rules, known, existing))).toContain(reason);
  });
});

describe('warnings', () => {
  const moves = (name: string) =>
    `The tag "latest" moves to "${name}", although its age is unknown: the name is neither a version nor dotted numbers, and cannot be compared; name releases like "v1.2.3", or set latest=false in the flavor`;
  const shadows =
    'The branch "17.0" gets no tag by type=ref,event=branch, for it would look like the newest version of its line; write type=raw,value={{branch}} to tag it as long as no release has that line';

  test.each<[string, Known, string, readonly string[]]>([
    ['type=ref,event=tag', release('release7'), 'release6 latest', [moves('release7')]],
    ['type=ref,event=tag', release('release7'), 'release6', []],
    ['type=match,pattern=.*', release('release7'), 'latest', [moves('release7')]],
    ['latest', release('release7'), 'latest', [moves('release7')]],
    ['latest', branch('main'), 'latest', []],
    ['type=ref,event=tag', release('v2026.12'), '2026.11.1 latest', []],
    ['type=ref,event=tag', release('v1.2.3'), '1.2.2 latest', []],
    ['type=ref,event=branch', branch('17.0'), '', [shadows]],
    ['type=ref,event=branch,enable=false', branch('17.0'), '', []],
    ['type=ref,event=branch', branch('17.0.1'), '', []],
    ['type=raw,value={{branch}}', branch('17.0'), '', []],
  ])('of %j with %j where %j exists are %j', (rules, known, existing, warnings) => {
    expect(compute(rules, known, existing).warnings).toEqual(warnings);
  });
});

describe('a tag with the commit in it', () => {
  test.each<[string, Known, boolean]>([
    ['type=raw,value={{sha}}', branch('main'), false],
    ['type=raw,value={{branch}}-{{sha}}', branch('main'), false],
    ['type=ref,event=branch,suffix=-{{sha}}', branch('main'), false],
    ['type=ref,event=branch', branch('main', { flavor: 'prefix={{sha}}-' }), false],
    ['type=edge,suffix=-{{sha}}', branch('main'), false],
    ['type=ref,event=pr,suffix=-{{sha}}', { ref: 'refs/pull/7/merge', revision: REVISION }, false],
    ['type=ref,event=tag,suffix=-{{sha}}', release('x', { flavor: 'latest=false' }), false],
    ['type=schedule,suffix=-{{sha}}', branch('main', { event: 'schedule' }), false],
    ['type=match,pattern=.*,value={{sha}}', branch('main', { flavor: 'latest=false' }), false],
    ['type=source,suffix=-{{sha}}', { isPromotion: true, sourceTag: 'x', revision: REVISION }, false],
    ['type=semver,pattern={{major}},suffix=-{{sha}}', release('v1.2.3', { flavor: 'latest=false' }), false],
    ['type=raw,value={{sha}},immutable=false', branch('main'), true],
    ['type=ref,event=branch,suffix=-{{sha}},immutable=false', branch('main'), true],
    ['type=raw,value={{branch}}', branch('main'), true],
  ])('of %j with %j may move: %s', (rules, known, mutable) => {
    expect(compute(rules, known).candidates.map((tag) => tag.mutable)).toEqual([mutable]);
  });
});

describe('a pre-release keeps the text around its version', () => {
  test.each<[string, string, string]>([
    ['type=semver,pattern=v{{version}}', 'v2.0.0-rc.1', 'v2.0.0-rc.1'],
    ['type=semver,pattern={{version}}-alpine', 'v2.0.0-rc.1', '2.0.0-rc.1-alpine'],
    ['type=semver,pattern=v{{major}}', 'v2.0.0-rc.1', '2.0.0-rc.1'],
    ['type=semver,pattern=v{{raw}}', '2.0.0-rc.1', '2.0.0-rc.1'],
    ['type=pep440,pattern=v{{version}}', '2.0rc1', 'v2.0rc1'],
    ['type=pep440,pattern=v{{major}}', '2.0rc1', '2.0rc1'],
  ])('%s of %s gives %s', (rules, tag, expected) => {
    expect(wantedOf(compute(rules, release(tag)))).toBe(expected);
  });
});

describe('a tag that is too long keeps what stands around the branch', () => {
  const name = 'a'.repeat(140);
  const cut = (length: number) => `${'a'.repeat(length - 9)}-${shortHash(name)}`;

  test.each<[string, Known, string]>([
    ['type=ref,event=branch', branch(name), cut(128)],
    ['type=ref,event=branch,prefix=pre-,suffix=-arm64', branch(name), `pre-${cut(118)}-arm64`],
    ['type=ref,event=branch', branch(name, { flavor: 'suffix=-arm64' }), `${cut(122)}-arm64`],
    ['type=sha,prefix={{branch}}-', branch(name), `${cut(120)}-860c190`],
    ['type=raw,value={{branch}}-{{sha}}', branch(name), `${cut(120)}-860c190`],
    ['type=raw,value=x,suffix=-{{branch}}', branch(name), `x-${cut(126)}`],
    ['type=ref,event=tag,suffix=-arm64', release(name, { flavor: 'latest=false' }), `${cut(122)}-arm64`],
    ['type=date_seq,prefix={{branch}}-', branch(name), `${cut(114)}-20200102_01`],
    ['type=edge,prefix={{branch}}-', { ...branch(name), defaultBranch: name }, `${cut(123)}-edge`],
  ])('%s', (rules, known, expected) => {
    expect(wantedOf(compute(rules, known))).toBe(expected);
  });

  test('numbers of a day stay one sequence under the branch that was cut', () => {
    const prefix = cut(114);
    expect(wantedOf(compute('type=date_seq,prefix={{branch}}-', branch(name), `${prefix}-20200102_07`))).toBe(
      `${prefix}-20200102_08`,
    );
  });
});
