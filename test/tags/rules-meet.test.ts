import { describe, expect, test } from 'vitest';
import { compute, heldBackOf, type Known, REVISION, SHA_TAG, wantedOf } from './support.ts';

const FULL = 'type=semver,pattern={{version}}';
const MINOR = 'type=semver,pattern={{major}}.{{minor}}';
const MAJOR = 'type=semver,pattern={{major}}';
const PATTERNS = `${FULL}\n${MINOR}\n${MAJOR}`;
const LATEST = 'type=raw,value=latest';

interface Row {
  readonly name: string;
  readonly rules: string;
  readonly known?: Known;
  readonly existing?: string;
  readonly expected: string;
  readonly main?: string;
}

/** A release by git tag. */
function release(tag: string, more: Known = {}): Known {
  return { ref: `refs/tags/${tag}`, revision: REVISION, ...more };
}

const FLAVOR_ROWS: readonly Row[] = [
  {
    name: 'latest=false holds back that of the family',
    rules: 'type=semver',
    known: release('v1.2.3', { flavor: 'latest=false' }),
    expected: '1.2.3 1.2 1',
  },
  {
    name: 'latest=false holds back that of the patterns',
    rules: PATTERNS,
    known: release('v1.2.3', { flavor: 'latest=false' }),
    expected: '1.2.3 1.2 1',
  },
  {
    name: 'latest=false does not overrule a rule that names it',
    rules: `${PATTERNS}\n${LATEST}`,
    known: release('v1.2.3', { flavor: 'latest=false' }),
    expected: '1.2.3 1.2 1 latest',
  },
  {
    name: 'nor beside the family',
    rules: `type=semver\n${LATEST}`,
    known: release('v1.2.3', { flavor: 'latest=false' }),
    expected: '1.2.3 1.2 1 latest',
  },
  {
    name: 'a rule that names it does not move it back, with latest=false',
    rules: `${PATTERNS}\n${LATEST}`,
    known: release('v1.9.1', { flavor: 'latest=false' }),
    existing: '2.0.1',
    expected: '1.9.1 1.9 1',
  },
  {
    name: 'nor beside the family, with latest=false',
    rules: `type=semver\n${LATEST}`,
    known: release('v1.9.1', { flavor: 'latest=false' }),
    existing: '2.0.1',
    expected: '1.9.1 1.9 1',
  },
  {
    name: 'nor where no rule speaks of the version',
    rules: `type=sha\n${LATEST}`,
    known: release('v1.9.1'),
    existing: '2.0.1',
    expected: SHA_TAG,
  },
  {
    name: 'latest=true does not move it back for the family',
    rules: 'type=semver',
    known: release('v1.9.1', { flavor: 'latest=true' }),
    existing: '2.0.1',
    expected: '1.9.1 1.9 1',
  },
  {
    name: 'nor for patterns',
    rules: PATTERNS,
    known: release('v1.9.1', { flavor: 'latest=true' }),
    existing: '2.0.1',
    expected: '1.9.1 1.9 1',
  },
  {
    name: 'nor for a SHA on a git tag',
    rules: 'type=sha',
    known: release('v1.9.1', { flavor: 'latest=true' }),
    existing: '2.0.1',
    expected: SHA_TAG,
  },
  {
    name: 'nor for a pre-release',
    rules: FULL,
    known: release('v2.0.0-rc.1', { flavor: 'latest=true' }),
    existing: '2.0.0',
    expected: '2.0.0-rc.1',
  },
  {
    name: 'latest=true gives it to a pre-release that is higher than all',
    rules: FULL,
    known: release('v2.0.0-rc.1', { flavor: 'latest=true' }),
    existing: '1.9.1',
    expected: '2.0.0-rc.1 latest',
  },
  {
    name: 'latest=true gives it to a branch',
    rules: 'type=ref,event=branch',
    known: { ref: 'refs/heads/main', flavor: 'latest=true' },
    existing: '2.0.1',
    expected: 'main latest',
  },
  {
    name: 'latest=true gives it nowhere without a tag',
    rules: 'type=ref,event=tag',
    known: { ref: 'refs/heads/main', flavor: 'latest=true' },
    expected: '',
  },
  {
    name: 'a suffix of the flavor is the family, and latest without it stays on a higher version',
    rules: PATTERNS,
    known: release('v1.2.3', { flavor: 'suffix=-alpine' }),
    existing: '1.9.0 2.0.0',
    expected: '1.2.3-alpine 1.2-alpine 1-alpine',
  },
  {
    name: 'a suffix of the flavor on latest',
    rules: PATTERNS,
    known: release('v1.2.3', { flavor: 'suffix=-alpine,onlatest=true' }),
    existing: '1.9.0 2.0.0',
    expected: '1.2.3-alpine 1.2-alpine 1-alpine latest-alpine',
  },
  {
    name: 'a suffix of the flavor on latest, with a higher one',
    rules: PATTERNS,
    known: release('v1.2.3', { flavor: 'suffix=-alpine,onlatest=true' }),
    existing: '1.3.0-alpine',
    expected: '1.2.3-alpine 1.2-alpine',
  },
  {
    name: 'the affixes of a rule replace those of the flavor',
    rules: `${FULL},suffix=\n${FULL}`,
    known: release('v1.2.3', { flavor: 'suffix=-alpine' }),
    expected: '1.2.3 1.2.3-alpine latest',
    main: '1.2.3',
  },
  {
    name: 'a SHA keeps its own prefix, and takes the suffix of the flavor',
    rules: 'type=sha',
    known: { revision: REVISION, flavor: 'prefix=app-\nsuffix=-x' },
    expected: `${SHA_TAG}-x`,
  },
];

const FAMILY_ROWS: readonly Row[] = [
  {
    name: 'patterns are compared by line',
    rules: PATTERNS,
    known: release('v1.2.3'),
    existing: '1.3.0 2.0.0 1.2.2',
    expected: '1.2.3 1.2',
  },
  {
    name: 'a lone v of a pattern is no family',
    rules: 'type=semver,pattern=v{{version}}\ntype=semver,pattern=v{{major}}',
    known: release('v1.2.3'),
    existing: '1.3.0',
    expected: 'v1.2.3',
  },
  {
    name: 'another text of a pattern is one',
    rules: 'type=semver,pattern={{version}}-alpine\ntype=semver,pattern={{major}}-alpine',
    known: release('v1.2.3'),
    existing: '1.3.0',
    expected: '1.2.3-alpine 1-alpine',
  },
  {
    name: 'with a higher one in it',
    rules: 'type=semver,pattern={{version}}-alpine\ntype=semver,pattern={{major}}-alpine',
    known: release('v1.2.3'),
    existing: '1.3.0-alpine',
    expected: '1.2.3-alpine',
  },
  {
    name: 'a text that no full tag has is no family',
    rules: `${FULL}\ntype=semver,pattern=stable-{{major}}`,
    known: release('v1.2.3'),
    existing: '1.3.0',
    expected: '1.2.3',
  },
  {
    name: 'a pattern without expressions is a line of all versions',
    rules: `${FULL}\ntype=semver,pattern=stable`,
    known: release('v1.2.3'),
    existing: '1.3.0',
    expected: '1.2.3',
  },
  {
    name: 'such a line where nothing is higher',
    rules: `${FULL}\ntype=semver,pattern=stable`,
    known: release('v1.3.0'),
    existing: '1.2.3 1.4.0-rc.1',
    expected: '1.3.0 latest stable',
  },
  {
    name: 'an illegal prefix is compared as tags have it',
    rules: 'type=semver,prefix=app/',
    known: { version: '1.2.3' },
    existing: 'app-1.3.0',
    expected: 'app-1.2.3 app-1.2',
  },
  {
    name: 'an illegal text of a pattern likewise',
    rules: 'type=semver,pattern=app/{{version}}+x\ntype=semver,pattern=app/{{major}}+x',
    known: release('v1.2.3'),
    existing: 'app-1.3.0_x',
    expected: 'app-1.2.3_x',
  },
  {
    name: 'latest stays where one of two families has a higher version',
    rules: `${FULL}\n${FULL},suffix=-alpine`,
    known: release('v1.2.3'),
    existing: '2.0.0 1.2.2-alpine',
    expected: '1.2.3 1.2.3-alpine',
  },
  {
    name: 'and where a rule does not know the version',
    rules: 'type=semver\ntype=match,pattern=^v\\d+,group=0',
    known: release('v1.9.1'),
    existing: '2.0.1',
    expected: '1.9.1 1.9 1 v1',
  },
  {
    name: 'a git tag with a prefix is compared with its like',
    rules: 'type=ref,event=tag',
    known: release('app/v1.9.1'),
    existing: 'app-v2.0.1',
    expected: 'app-v1.9.1',
  },
  {
    name: 'and not with others',
    rules: 'type=ref,event=tag',
    known: release('app/v1.9.1'),
    existing: 'web-v2.0.1 v3.0.0',
    expected: 'app-v1.9.1 latest',
  },
  {
    name: 'a full version that exists holds nobody back',
    rules: 'type=semver,suffix=-alpine',
    known: { version: '1.2.3' },
    existing: '1.2.3-alpine',
    expected: '1.2.3-alpine 1.2-alpine 1-alpine latest-alpine',
  },
];

const PRIORITY_ROWS: readonly Row[] = [
  {
    name: 'date_seq before a branch and behind a version',
    rules: 'type=ref,event=branch\ntype=date_seq\ntype=sha',
    known: { ref: 'refs/heads/main', revision: REVISION },
    expected: `${SHA_TAG} 20200102_01 main`,
    main: '20200102_01',
  },
  {
    name: 'a schedule comes before a version',
    rules: `type=schedule\n${FULL}`,
    known: release('v1.2.3', { event: 'schedule' }),
    expected: 'nightly 1.2.3 latest',
    main: 'nightly',
  },
  {
    name: 'a raw tag with a high priority comes first',
    rules: `${FULL}\ntype=raw,value=x,priority=2000`,
    known: release('v1.2.3'),
    expected: 'x 1.2.3 latest',
    main: 'x',
  },
  {
    name: 'a version with a low priority comes behind a SHA, whose place stays',
    rules: `${FULL},priority=1\ntype=sha`,
    known: release('v1.2.3'),
    expected: `1.2.3 latest ${SHA_TAG}`,
    main: SHA_TAG,
  },
  {
    name: 'latest is the main tag where it is alone',
    rules: LATEST,
    expected: 'latest',
    main: 'latest',
  },
  {
    name: 'of two versions with suffixes the first is the main one',
    rules: `${FULL}\n${FULL},suffix=-alpine`,
    known: release('v1.2.3'),
    expected: '1.2.3 1.2.3-alpine latest',
    main: '1.2.3',
  },
  {
    name: 'a full version is the main tag in any order',
    rules: `${MAJOR}\n${MINOR}\n${FULL}`,
    known: release('v1.2.3'),
    expected: '1.2.3 1.2 1 latest',
    main: '1.2.3',
  },
  {
    name: 'a branch comes before a raw tag',
    rules: 'type=raw,value=a\ntype=ref,event=branch',
    known: { ref: 'refs/heads/main' },
    expected: 'main a',
    main: 'main',
  },
];

const OTHER_ROWS: readonly Row[] = [
  {
    name: 'one tag of two rules is there once',
    rules: `type=semver\n${PATTERNS}\n1.2.3\ntype=ref,event=tag`,
    known: release('1.2.3'),
    expected: '1.2.3 1.2 1 latest',
  },
  {
    name: 'a pre-release has its whole version once',
    rules: PATTERNS,
    known: release('v1.2.3-rc.1'),
    expected: '1.2.3-rc.1',
  },
  {
    name: 'a raw tag of a pre-release stays what it is',
    rules: 'type=semver,pattern={{raw}}',
    known: release('v1.2.3-rc.1'),
    expected: 'v1.2.3-rc.1',
  },
  {
    name: 'a disabled rule does not ask for latest',
    rules: `type=sha\n${FULL},enable=false`,
    known: release('v1.2.3'),
    expected: SHA_TAG,
  },
  {
    name: 'a rule is enabled on the default branch alone',
    rules: `type=sha\n${LATEST},enable={{is_default_branch}}`,
    known: { ref: 'refs/heads/dev', revision: REVISION },
    expected: SHA_TAG,
  },
  {
    name: 'and there it is',
    rules: `type=sha\n${LATEST},enable={{is_default_branch}}`,
    known: { ref: 'refs/heads/main', revision: REVISION },
    existing: '2.0.0',
    expected: `latest ${SHA_TAG}`,
  },
  {
    name: 'a channel beside the family and its suffix',
    rules: 'type=semver,suffix=-x\ntype=channel,suffix=-x',
    known: { version: '2.0.0-beta.2' },
    existing: '2.0.0-beta.3 1.0.0-x',
    expected: '2.0.0-beta.2-x beta-x',
  },
  {
    name: 'a daily build number beside a branch that is named like one',
    rules: 'type=date_seq\ntype=ref,event=branch',
    known: { ref: 'refs/heads/20200102_07' },
    existing: '20200102_01',
    expected: '20200102_02',
  },
  {
    name: 'a pattern of numbers of the day with a suffix of the flavor',
    rules: 'type=date_seq',
    known: { flavor: 'suffix=-arm' },
    existing: '20200102_05 20200102_02-arm',
    expected: '20200102_03-arm',
  },
  {
    name: 'a promotion knows no branch and takes the source',
    rules: 'type=ref,event=branch\ntype=edge\ntype=source\ntype=semver',
    known: { isPromotion: true, sourceTag: '1.2.3' },
    existing: '1.2.4',
    expected: '1.2.3',
  },
];

describe.each([
  ['flavor', FLAVOR_ROWS],
  ['families', FAMILY_ROWS],
  ['priorities', PRIORITY_ROWS],
  ['others', OTHER_ROWS],
])('where rules meet: %s', (_, rows) => {
  test.each(rows)('$name', ({ rules, known = {}, existing = '', expected, main }) => {
    const computed = compute(rules, known, existing);
    expect(wantedOf(computed)).toBe(expected);
    if (main !== undefined) expect(computed.version).toBe(main);
  });
});

test('says which version keeps latest from going back', () => {
  const flavor = 'latest=true';
  expect(heldBackOf(compute(FULL, release('v1.9.1', { flavor }), '2.0.1'))).toEqual(['latest: 2.0.1 is higher']);
});

test.each<[string, boolean]>([
  ['type=semver\n1.2,immutable=true', false],
  ['1.2,immutable=true\ntype=semver', false],
  ['type=semver,immutable=true', false],
  ['type=semver', true],
])('the tag 1.2 of %j may move: %s', (rules, mutable) => {
  const { candidates } = compute(rules, { version: '1.2.3' });
  expect(candidates.find(({ tag }) => tag === '1.2')?.mutable).toBe(mutable);
});
