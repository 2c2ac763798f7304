import { describe, expect, test } from 'vitest';
import { compute, type Known, REVISION, setOf } from './support.ts';

const DEFAULTS = 'type=schedule\ntype=ref,event=branch\ntype=ref,event=tag\ntype=ref,event=pr';

const VERSION = 'type=semver,pattern={{version}}';
const SEMVER = `${VERSION}\ntype=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{major}}`;
const PEP440 = [
  'type=pep440,pattern={{version}}',
  'type=pep440,pattern={{major}}.{{minor}}',
  'type=pep440,pattern={{major}}',
].join('\n');
const README = `type=schedule\ntype=ref,event=branch\ntype=ref,event=pr\n${SEMVER}\ntype=sha`;

const MAIN: Known = { ref: 'refs/heads/main', revision: REVISION };
const DEV: Known = { ref: 'refs/heads/dev', revision: REVISION };
const PR: Known = { ref: 'refs/pull/2/merge', event: 'pull_request', revision: REVISION, baseRef: 'main' };
const NIGHT: Known = { ref: 'refs/heads/main', event: 'schedule', revision: REVISION };

function tag(name: string, flavor = ''): Known {
  return { ref: `refs/tags/${name}`, revision: REVISION, flavor };
}

function branch(name: string): Known {
  return { ref: `refs/heads/${name}`, revision: REVISION };
}

/** Rules, the event, the tags as a set, and the main tag. */
type Row = readonly [rules: string, known: Known, tags: string, version: string | undefined];

const REFS: readonly Row[] = [
  [DEFAULTS, DEV, 'dev', 'dev'],
  [DEFAULTS, MAIN, 'main', 'main'],
  [DEFAULTS, branch('feature/x'), 'feature-x', 'feature-x'],
  [DEFAULTS, branch('my/feature#1245'), 'my-feature-1245', 'my-feature-1245'],
  [DEFAULTS, branch('fix/#1245'), 'fix-1245', 'fix-1245'],
  [
    DEFAULTS,
    branch('dependabot/npm_and_yarn/@types/a-1'),
    'dependabot-npm_and_yarn-types-a-1',
    'dependabot-npm_and_yarn-types-a-1',
  ],
  [DEFAULTS, branch('Feature.A_b'), 'Feature.A_b', 'Feature.A_b'],
  [DEFAULTS, tag('v1.1.1'), 'latest v1.1.1', 'v1.1.1'],
  [DEFAULTS, tag('release1'), 'latest release1', 'release1'],
  [DEFAULTS, tag('sometag'), 'latest sometag', 'sometag'],
  [DEFAULTS, tag('v1'), 'latest v1', 'v1'],
  [DEFAULTS, { ...tag('v1.1.1'), event: 'release' }, 'latest v1.1.1', 'v1.1.1'],
  [DEFAULTS, { ...tag('v1.1.1'), event: 'create' }, 'latest v1.1.1', 'v1.1.1'],
  [DEFAULTS, PR, 'pr-2', 'pr-2'],
  [DEFAULTS, { ...PR, event: 'pull_request_target' }, 'pr-2', 'pr-2'],
  [DEFAULTS, NIGHT, 'main nightly', 'nightly'],
  [DEFAULTS, { ...MAIN, event: 'workflow_dispatch' }, 'main', 'main'],
  [DEFAULTS, {}, '', undefined],
  ['type=ref,event=pr,prefix=p', PR, 'p2', 'p2'],
  ['type=ref,event=pr,suffix=-dev', PR, 'pr-2-dev', 'pr-2-dev'],
  ['type=ref,event=branch,prefix=br-', DEV, 'br-dev', 'br-dev'],
  ["type=ref,event=branch,suffix=-{{date 'YYYYMMDD'}}", DEV, 'dev-20200102', 'dev-20200102'],
  ['type=ref,event=tag,suffix=-x', tag('v1.1.1'), 'latest v1.1.1-x', 'v1.1.1-x'],
  ['type=ref,event=tag', MAIN, '', undefined],
  ['type=ref,event=branch', tag('v1.1.1'), '', undefined],
  ['type=edge', MAIN, 'edge', 'edge'],
  ['type=edge', DEV, '', undefined],
  ['type=edge,branch=dev', DEV, 'edge', 'edge'],
  ['type=edge,branch=dev', MAIN, '', undefined],
  ['type=edge', tag('v1.1.1'), '', undefined],
  ['type=edge\ntype=ref,event=branch', MAIN, 'edge main', 'edge'],
  ['type=schedule', MAIN, '', undefined],
  ["type=schedule,pattern={{date 'YYYYMMDD'}}", NIGHT, '20200102', '20200102'],
  ['type=schedule,prefix=s-,suffix=-x', NIGHT, 's-nightly-x', 's-nightly-x'],
];

const VERSIONS: readonly Row[] = [
  [VERSION, tag('v1.1.1'), '1.1.1 latest', '1.1.1'],
  [VERSION, tag('1.1.1'), '1.1.1 latest', '1.1.1'],
  ['type=semver,pattern={{raw}}', tag('v1.1.1'), 'latest v1.1.1', 'v1.1.1'],
  ['type=semver,pattern={{major}}', tag('v1.1.1'), '1 latest', '1'],
  ['type=semver,pattern={{major}}', tag('v0.1.2'), '0 latest', '0'],
  ['type=semver,pattern={{major}}.{{minor}}', tag('v1.1.1'), '1.1 latest', '1.1'],
  ['type=semver,pattern=v{{major}}', tag('v1.1.1'), 'latest v1', 'v1'],
  ['type=semver,pattern=v{{major}}.{{minor}}.{{patch}}', tag('v1.1.1'), 'latest v1.1.1', 'v1.1.1'],
  [SEMVER, tag('v1.1.1'), '1 1.1 1.1.1 latest', '1.1.1'],
  [SEMVER, tag('v101.12.13'), '101 101.12 101.12.13 latest', '101.12.13'],
  [SEMVER, tag('v2.0.8-beta.67'), '2.0.8-beta.67', '2.0.8-beta.67'],
  ['type=semver,pattern={{major}}', tag('v2.0.8-beta.67'), '2.0.8-beta.67', '2.0.8-beta.67'],
  ['type=semver,pattern={{raw}}', tag('v2.0.8-beta.67'), 'v2.0.8-beta.67', 'v2.0.8-beta.67'],
  ['type=semver,pattern=v{{major}}', tag('v2.0.8-beta.67'), '2.0.8-beta.67', '2.0.8-beta.67'],
  [`${VERSION},value=v1.2.3`, DEV, '1.2.3 latest', '1.2.3'],
  [`${VERSION},value=1.2.3-rc.1`, DEV, '1.2.3-rc.1', '1.2.3-rc.1'],
  [`${VERSION},value={{tag}}`, tag('v1.2.3'), '1.2.3 latest', '1.2.3'],
  [VERSION, DEV, '', undefined],
  [VERSION, PR, '', undefined],
  [`${VERSION},match=p1-v(.*)`, tag('p1-v1.0.0'), '1.0.0 latest', '1.0.0'],
  [`${VERSION},prefix=v`, tag('v1.1.1'), 'latest v1.1.1', 'v1.1.1'],
  [`${VERSION},suffix=-alpine`, tag('v1.1.1'), '1.1.1-alpine latest', '1.1.1-alpine'],
  [`${VERSION},enable=false`, tag('v1.1.1'), '', undefined],
  ['type=pep440,pattern={{version}}', tag('1.2.3'), '1.2.3 latest', '1.2.3'],
  ['type=pep440,pattern={{version}}', tag('v1.2.3rc2'), '1.2.3rc2', '1.2.3rc2'],
  ['type=pep440,pattern={{raw}}', tag('v1.2.3rc2'), 'v1.2.3rc2', 'v1.2.3rc2'],
  ['type=pep440,pattern={{major}}', tag('1.0dev4'), '1.0.dev4', '1.0.dev4'],
  ['type=pep440,pattern={{version}}', tag('1.1beta2'), '1.1b2', '1.1b2'],
  ['type=pep440,pattern={{version}}', tag('1.2post1'), '1.2.post1', '1.2.post1'],
  ['type=pep440,pattern={{major}}.{{minor}}', tag('1.2'), '1.2 latest', '1.2'],
  ['type=pep440,pattern={{version}}', tag('sometag'), '', undefined],
  ['type=pep440,pattern={{version}},value=1.0', DEV, '1.0 latest', '1.0'],
  [PEP440, tag('v1.1.1'), '1 1.1 1.1.1 latest', '1.1.1'],
  [PEP440, DEV, '', undefined],
  ['type=match,pattern=v(.*),group=1', tag('v1.2.3'), '1.2.3 latest', '1.2.3'],
  [String.raw`type=match,pattern=\d.\d`, tag('v1.2.3'), '1.2 latest', '1.2'],
  [String.raw`"type=match","pattern=\d{1,3}.\d{1,3}.\d{1,3}"`, tag('v12.3.4'), '12.3.4 latest', '12.3.4'],
  ['type=match,pattern=/v(.*)/i,group=1', tag('V1.2.3'), '1.2.3 latest', '1.2.3'],
  ['type=match,pattern=p1-v(.*),group=1', tag('p1-v1.0.0'), '1.0.0 latest', '1.0.0'],
  ['type=match,pattern=x(.*)', tag('v1.2.3'), '', undefined],
  ['type=match,pattern=v(.*),group=3', tag('v1.2.3'), '', undefined],
  ['type=match,pattern=v(.*),group=1,value=v1.2.3', DEV, '1.2.3 latest', '1.2.3'],
  ['type=match,pattern=(.*)', DEV, '', undefined],
];

const OTHERS: readonly Row[] = [
  ['foo', DEV, 'foo', 'foo'],
  ['type=raw,foo', DEV, 'foo', 'foo'],
  ['type=raw,value=foo\ntype=raw,value=longer', DEV, 'foo longer', 'foo'],
  ['type=raw,value=foo/bar', DEV, 'foo-bar', 'foo-bar'],
  ['type=raw,value={{sha}}', DEV, '860c190', '860c190'],
  ['type=raw,value={{branch}}-{{sha}}', DEV, 'dev-860c190', 'dev-860c190'],
  ["type=raw,value={{date 'YYYYMMDD'}}", DEV, '20200102', '20200102'],
  ["type=raw,value={{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}", DEV, '20200102-090000', '20200102-090000'],
  ["type=raw,value={{commit_date 'YYYY'}}", { ...DEV, commitDate: new Date('2015-06-01T00:00:00Z') }, '2015', '2015'],
  ['type=raw,value={{base_ref}}', PR, 'main', 'main'],
  ['type=raw,value={{branch}}', tag('v1'), '', undefined],
  ['type=raw,value={{tag}}', DEV, '', undefined],
  ['type=raw,value=latest,enable={{is_default_branch}}', MAIN, 'latest', 'latest'],
  ['type=raw,value=latest,enable={{is_default_branch}}', DEV, '', undefined],
  ['type=raw,value=x,enable={{is_not_default_branch}}', DEV, 'x', 'x'],
  ['type=sha', DEV, 'sha-860c190', 'sha-860c190'],
  ['type=sha,format=long', DEV, `sha-${REVISION}`, `sha-${REVISION}`],
  ['type=sha,prefix=', DEV, '860c190', '860c190'],
  ['type=sha,prefix={{branch}}-', DEV, 'dev-860c190', 'dev-860c190'],
  ['type=sha,prefix=git-,suffix=-x', DEV, 'git-860c190-x', 'git-860c190-x'],
  ['type=sha', {}, '', undefined],
  [README, MAIN, 'main sha-860c190', 'main'],
  [README, PR, 'pr-2 sha-860c190', 'pr-2'],
  [README, NIGHT, 'main nightly sha-860c190', 'nightly'],
  [README, tag('v1.1.1'), '1 1.1 1.1.1 latest sha-860c190', '1.1.1'],
  [README, tag('v2.0.8-beta.67'), '2.0.8-beta.67 sha-860c190', '2.0.8-beta.67'],
  ['type=sha,priority=700\ntype=ref,event=branch', DEV, 'dev sha-860c190', 'sha-860c190'],
  ['type=raw,value=foo,priority=650\ntype=ref,event=branch', DEV, 'dev foo', 'foo'],
  ['foo\nfoo', DEV, 'foo', 'foo'],
];

const FLAVORS: readonly Row[] = [
  [VERSION, tag('v1.1.1', 'latest=false'), '1.1.1', '1.1.1'],
  [VERSION, tag('v2.0.8-beta.67', 'latest=true'), '2.0.8-beta.67 latest', '2.0.8-beta.67'],
  [DEFAULTS, { ...DEV, flavor: 'latest=true' }, 'dev latest', 'dev'],
  [DEFAULTS, { ...PR, flavor: 'latest=true' }, 'latest pr-2', 'pr-2'],
  [DEFAULTS, tag('v1.1.1', 'latest=false'), 'v1.1.1', 'v1.1.1'],
  [VERSION, tag('v1.1.1', 'suffix=-alpine'), '1.1.1-alpine latest', '1.1.1-alpine'],
  [VERSION, tag('v1.1.1', 'suffix=-alpine,onlatest=true'), '1.1.1-alpine latest-alpine', '1.1.1-alpine'],
  [VERSION, tag('v1.1.1', 'prefix=foo-,onlatest=true'), 'foo-1.1.1 foo-latest', 'foo-1.1.1'],
  [VERSION, tag('v1.1.1', 'prefix=a-\nsuffix=-b,onlatest=true'), 'a-1.1.1-b latest-b', 'a-1.1.1-b'],
  [VERSION, tag('v1.1.1', 'prefix=v'), 'latest v1.1.1', 'v1.1.1'],
  [`${VERSION},prefix=`, tag('v1.1.1', 'prefix=v'), '1.1.1 latest', '1.1.1'],
  [DEFAULTS, { ...PR, flavor: 'prefix=foo-\nsuffix=-bar' }, 'pr-2-bar', 'pr-2-bar'],
  ['type=sha', { ...DEV, flavor: 'prefix=foo-\nsuffix=-bar' }, 'sha-860c190-bar', 'sha-860c190-bar'],
  ['foo', { ...DEV, flavor: 'prefix={{branch}}-' }, 'dev-foo', 'dev-foo'],
  ['foo\nlatest', { ...DEV, flavor: 'latest=false' }, 'foo latest', 'foo'],
];

describe.each([
  ['refs', REFS],
  ['versions', VERSIONS],
  ['other rules', OTHERS],
  ['flavors', FLAVORS],
])('as docker/metadata-action, where no tag exists: %s', (_, rows) => {
  test.each(rows)('%j on %j', (rules, known, tags, version) => {
    const computed = compute(rules, known);
    expect(setOf(computed)).toBe(tags);
    expect(computed.version).toBe(version);
  });
});

/** Where we differ on purpose: what it gives, and what we give. */
describe('not as docker/metadata-action', () => {
  test.each<[string, string, Known, string, string]>([
    ['a plus sign is no hyphen', DEFAULTS, branch('a+b'), 'a-b', 'a_b'],
    ['a tag ends with no replaced character', DEFAULTS, branch('fix/#'), 'fix-', 'fix'],
    ['a tag begins with no hyphen', 'type=raw,value=-x', DEV, '-x', 'x'],
    ['a branch is no version', DEFAULTS, branch('1.2'), '1.2', ''],
    ['a branch is not the latest', DEFAULTS, branch('latest'), 'latest', ''],
    [
      'a pre-release is not the latest',
      String.raw`type=match,pattern=^\d+`,
      tag('20200110-RC2'),
      '20200110 latest',
      '20200110',
    ],
    [
      'one rule does not decide for all',
      `type=sha,priority=901\n${VERSION}`,
      tag('v1.1.1'),
      '1.1.1 sha-860c190',
      '1.1.1 latest sha-860c190',
    ],
  ])('%s', (_, rules, known, theirs, ours) => {
    expect(setOf(compute(rules, known))).toBe(ours);
    expect(ours).not.toBe(theirs);
  });
});
