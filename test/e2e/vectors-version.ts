import { SHA, type Vector } from './vector.ts';

const ALPINE = ['1.9.0', '1.2.2-alpine'];

/** The vectors of versions: which moving tags a version takes, beside what exists. */
export const VERSION_VECTORS: readonly Vector[] = [
  {
    id: '1',
    meaning: 'a first release takes the whole family',
    expected: { names: ['1.2.3', '1.2', '1', 'latest', SHA], labels: { version: '1.2.3' } },
  },
  {
    id: '2',
    meaning: 'a patch of an old major line leaves latest',
    ref: 'refs/tags/v1.9.1',
    existing: ['2.0.1', '2.0', '2', '1.9.0', '1.9', '1', 'latest'],
    expected: { names: ['1.9.1', '1.9', '1', SHA], skipped: { latest: '2.0.1 is higher' } },
  },
  {
    id: '3',
    meaning: 'a patch of an old minor line leaves the major tag and latest',
    ref: 'refs/tags/v1.2.4',
    existing: ['1.3.0', '1.2.3'],
    expected: { names: ['1.2.4', '1.2', SHA], skipped: { 1: '1.3.0 is higher', latest: '1.3.0 is higher' } },
  },
  {
    id: '5',
    meaning: 'a late rebuild of an older patch gets its full version alone',
    ref: 'refs/tags/v1.2.2',
    existing: ['1.2.3'],
    expected: {
      names: ['1.2.2', SHA],
      skipped: { '1.2': '1.2.3 is higher', 1: '1.2.3 is higher', latest: '1.2.3 is higher' },
    },
  },
  {
    id: '6',
    meaning: 'a pre-release gets its full version alone',
    ref: 'refs/tags/v2.0.0-rc.1',
    existing: ['1.9.1'],
    expected: { names: ['2.0.0-rc.1', SHA], skipped: { latest: '2.0.0-rc.1 is a pre-release' } },
  },
  {
    id: '8',
    meaning: 'a stable release takes latest, whatever pre-releases there are',
    ref: 'refs/tags/v2.0.0',
    existing: ['2.0.0-rc.1', '3.0.0-beta.1', '1.9.1'],
    expected: { names: ['2.0.0', '2.0', '2', 'latest', SHA] },
  },
  {
    id: '9',
    meaning: 'a channel follows its highest pre-release, and 10 is more than 9',
    ref: 'refs/tags/v2.0.0-rc.10',
    inputs: { tags: 'type=semver\ntype=channel' },
    existing: ['2.0.0-rc.9', 'rc'],
    expected: { names: ['2.0.0-rc.10', 'rc'] },
  },
  {
    id: '10',
    meaning: 'a lower pre-release leaves its channel',
    ref: 'refs/tags/v2.0.0-rc.9',
    inputs: { tags: 'type=semver\ntype=channel' },
    existing: ['2.0.0-rc.10', 'rc'],
    expected: { names: ['2.0.0-rc.9'], skipped: { rc: '2.0.0-rc.10 is higher' } },
  },
  {
    id: '12',
    meaning: 'there is no tag for major zero',
    ref: 'refs/tags/v0.1.2',
    expected: { names: ['0.1.2', '0.1', 'latest', SHA] },
  },
  {
    id: '13',
    meaning: 'build metadata stays in the tag, behind an underscore, and in the label as it is',
    ref: 'refs/tags/v1.2.3+build.5',
    expected: { names: ['1.2.3_build.5', '1.2', '1', 'latest', SHA], labels: { version: '1.2.3+build.5' } },
  },
  {
    id: '15a',
    meaning: 'a raw git tag with build metadata does not come out as a pre-release',
    ref: 'refs/tags/v1.2.3+a',
    inputs: { tags: 'type=raw,value={{tag}}' },
    expected: { names: ['v1.2.3_a'], labels: { version: 'v1.2.3+a' } },
  },
  {
    id: '15b',
    meaning: 'nor does it as type=ref, which gives latest too',
    ref: 'refs/tags/v1.2.3+a',
    inputs: { tags: 'type=ref,event=tag' },
    expected: { names: ['v1.2.3_a', 'latest'] },
  },
  {
    id: '16a',
    meaning: 'a version of two parts is refused',
    ref: 'refs/tags/v1.2',
    expected: {
      error:
        'Cannot read the version of the git tag "v1.2": it is no semantic version MAJOR.MINOR.PATCH; push a tag such as "v1.2.0", or set the input "version"',
    },
  },
  {
    id: '16b',
    meaning: 'a version of two parts is filled up where the rule says coerce',
    ref: 'refs/tags/v1.2',
    inputs: { tags: 'type=semver,coerce=true\ntype=sha' },
    expected: { names: ['1.2.0', '1.2', '1', 'latest', SHA], labels: { version: '1.2.0' } },
  },
  {
    id: '17a',
    meaning: 'a version of four parts is refused by its name',
    ref: 'refs/tags/v1.2.3.4-rc1',
    expected: { error: 'Cannot read the version of the git tag "v1.2.3.4-rc1": ' },
  },
  {
    id: '17b',
    meaning: 'a git tag that ends as a pre-release never is latest',
    ref: 'refs/tags/v1.2.3.4-rc1',
    inputs: { tags: 'type=ref,event=tag' },
    expected: { names: ['v1.2.3.4-rc1'] },
  },
  {
    id: '17c',
    meaning: 'nor is it as type=match',
    ref: 'refs/tags/v1.2.3.4-rc1',
    inputs: { tags: 'type=match,pattern=v(.*),group=1' },
    expected: { names: ['1.2.3.4-rc1'] },
  },
  {
    id: '19',
    meaning: 'a capital V is read as a small one',
    ref: 'refs/tags/V1.2.3',
    expected: { names: ['1.2.3', '1.2', '1', 'latest', SHA] },
  },
  {
    id: '20',
    meaning: 'a number that is too large is refused',
    ref: 'refs/tags/1.0.9007199254740993',
    expected: {
      error:
        'Cannot read the version of the git tag "1.0.9007199254740993": a number in it is larger than 9007199254740991; ',
    },
  },
  {
    id: '21',
    meaning: 'a component of a monorepo, and another one that is further',
    event: 'push-tag-without-base',
    inputs: { 'tag-prefix': 'app/' },
    elsewhere: ['9.0.0', '9.0', '9', 'latest'],
    expected: { names: ['1.2.3', '1.2', '1', 'latest', SHA], labels: { version: '1.2.3' } },
  },
  {
    id: '23a',
    meaning: 'a match cuts the version out of a git tag, also one with two digits',
    ref: 'refs/tags/app/v1.10.0',
    inputs: { tags: 'type=semver,match=v(\\d+\\.\\d+\\.\\d+)$\ntype=sha' },
    expected: { names: ['1.10.0', '1.10', '1', 'latest', SHA] },
  },
  {
    id: '23b',
    meaning: 'the match of docker/metadata-action\'s README takes single digits alone, and that is said',
    ref: 'refs/tags/app/v1.10.0',
    inputs: { tags: 'type=semver,match=v(\\d.\\d.\\d)$\ntype=sha' },
    expected: { names: [SHA], idle: { 1: '"v(\\d.\\d.\\d)$" finds nothing in "app/v1.10.0"' } },
  },
  {
    id: '25',
    meaning: 'a prefix of two folders',
    ref: 'refs/tags/sdk/azcore/v1.4.0',
    inputs: { 'tag-prefix': 'sdk/azcore/' },
    expected: { names: ['1.4.0', '1.4', '1', 'latest', SHA] },
  },
  {
    id: '27a',
    meaning: 'versions are compared inside of the suffix of the rule',
    inputs: { tags: 'type=semver,suffix=-alpine' },
    existing: ALPINE,
    expected: { names: ['1.2.3-alpine', '1.2-alpine', '1-alpine', 'latest-alpine'] },
  },
  {
    id: '27b',
    meaning: 'versions are compared inside of the suffix of the flavor',
    inputs: { tags: 'type=semver', flavor: 'suffix=-alpine,onlatest=true' },
    existing: ALPINE,
    expected: { names: ['1.2.3-alpine', '1.2-alpine', '1-alpine', 'latest-alpine'] },
  },
  {
    id: '27c',
    meaning: 'and so they are with the three patterns of docker/metadata-action',
    inputs: {
      tags: 'type=semver,pattern={{version}}\ntype=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{major}}',
      flavor: 'suffix=-alpine,onlatest=true',
    },
    existing: [...ALPINE, '1.3.0-alpine'],
    expected: {
      names: ['1.2.3-alpine', '1.2-alpine'],
      skipped: { '1-alpine': '1.3.0 is higher', 'latest-alpine': '1.3.0 is higher' },
    },
  },
  {
    id: '28a',
    meaning: 'latest is there once, asked for twice',
    inputs: { tags: 'type=semver,pattern={{version}}\ntype=raw,value=latest' },
    expected: { names: ['1.2.3', 'latest'] },
  },
  {
    id: '28b',
    meaning: 'a raw latest does not go back either, where a rule compares versions',
    ref: 'refs/tags/v1.9.1',
    inputs: { tags: 'type=semver\ntype=raw,value=latest' },
    existing: ['2.0.1'],
    expected: { names: ['1.9.1', '1.9', '1'], skipped: { latest: '2.0.1 is higher' } },
  },
  {
    id: '31',
    meaning: 'a release that GitHub marks as a pre-release is one',
    event: 'release-published-prerelease',
    existing: ['4.0.3'],
    expected: {
      names: ['4.0.5', SHA],
      skipped: { '4.0': 'GitHub marks the release of 4.0.5 as a pre-release' },
    },
  },
  {
    id: '33a',
    meaning: 'a release of an old line that is not to be the latest',
    event: 'release-not-latest',
    existing: ['2.0.0'],
    expected: { names: ['1.9.1', '1.9', '1', SHA] },
  },
  {
    id: '33b',
    meaning: 'a release that is not to be the latest, although nothing is higher',
    event: 'release-not-latest',
    existing: ['1.9.0'],
    expected: {
      names: ['1.9.1', '1.9', '1', SHA],
      skipped: { latest: 'GitHub does not mark the release of 1.9.1 as the latest' },
    },
  },
  {
    id: '34a',
    meaning: 'a full version that exists is refused before the build, because a build makes another image',
    existing: ['1.2.3'],
    expected: {
      error:
        'Cannot tag {image}: the immutable tag "1.2.3" exists already and a new build would overwrite it; release a new version, or set if-tag-exists to "skip" to leave it',
    },
  },
  {
    id: '34b',
    meaning: 'a promotion of another image to it is refused',
    inputs: { command: 'promote' },
    existing: ['1.2.3'],
    expected: { error: 'Cannot tag {image}: the immutable tag "1.2.3" holds sha256:' },
  },
  {
    id: '34c',
    meaning: 'with if-tag-exists "skip" its whole family stays',
    inputs: { command: 'promote', 'if-tag-exists': 'skip', tags: 'type=semver\ntype=sha' },
    existing: ['1.2.3'],
    expected: {
      names: [SHA],
      skipped: {
        '1.2.3': 'it holds another image',
        '1.2': '1.2.3 is another image',
        1: '1.2.3 is another image',
        latest: '1.2.3 is another image',
      },
    },
  },
  {
    id: '36a',
    meaning: 'a registry that refuses a question for a tag (401) is an error, never "absent"',
    head: 401,
    existing: ['1.2.3'],
    expected: { error: 'Cannot ' },
  },
  {
    id: '36b',
    meaning: 'nor is one that wants us to slow down (429)',
    head: 429,
    existing: ['1.2.3'],
    expected: { error: 'Cannot look up {image}:1.2.3: the registry answers 429' },
  },
  {
    id: '81',
    meaning: 'a version given by hand is compared as well',
    event: 'workflow-dispatch',
    inputs: { version: 'v1.2.3' },
    existing: ['2.0.0'],
    expected: { names: ['1.2.3', '1.2', '1', SHA], skipped: { latest: '2.0.0 is higher' } },
  },
  {
    id: '82a',
    meaning: 'a git tag "latest" is refused',
    ref: 'refs/tags/latest',
    inputs: { tags: 'type=ref,event=tag' },
    expected: {
      error:
        'Cannot use the git tag "latest": the name is reserved for the highest version; push a version such as "v1.2.3"',
    },
  },
  {
    id: '82b',
    meaning: 'a git tag "latest" is no version: the commit alone is tagged, and the reason is said',
    ref: 'refs/tags/latest',
    expected: { names: [SHA], idle: { 1: 'no version is known' } },
  },
];
