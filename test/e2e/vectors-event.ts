import { OURS, REF_RULES, SHA, type Vector } from './vector.ts';

/** The commits that branch tags hold, one a row, so that each has an answer of its own. */
const NEWER = 'b'.repeat(40);
const DIVERGED = 'd'.repeat(40);
const OLDER = 'e'.repeat(40);
const NEWEST = 'f'.repeat(40);

const NOT_COMPARABLE =
  "moves, although its commit's age is unknown: the image that it holds has no revision that can be compared; set the label org.opencontainers.image.revision when building";

function onBranch(name: string): {
  readonly event: string;
  readonly ref: string;
  readonly inputs: Record<string, string>;
} {
  return { event: 'push-branch', ref: `refs/heads/${name}`, inputs: { tags: REF_RULES } };
}

function shortSha(id: string, length: string, expected: Vector['expected']): Vector {
  return {
    id,
    meaning: `a short SHA of ${JSON.stringify(length)} digits`,
    env: { DOCKER_METADATA_SHORT_SHA_LENGTH: length },
    inputs: { tags: 'type=sha' },
    expected,
  };
}

function refusedLength(id: string, length: string): Vector {
  const reason = 'it is no number from 7 to 40; leave it out for 7';
  return shortSha(id, length, { error: `Cannot use DOCKER_METADATA_SHORT_SHA_LENGTH "${length}": ${reason}` });
}

/** The vectors of events, branches, commits, images and labels. */
export const EVENT_VECTORS: readonly Vector[] = [
  {
    id: '37a',
    meaning: 'a pull request is tagged by its own head, and its label names what was checked out',
    event: 'pull-request-synchronize',
    inputs: { tags: REF_RULES },
    expected: { names: ['pr-7', SHA], labels: { revision: '4b1f0c7d2e9a8365b0c4d7f1e2a39586c7d8e9f0' } },
  },
  {
    id: '37b',
    meaning: 'a pull request is tagged by its merge commit where that is asked for',
    event: 'pull-request-synchronize',
    env: { DOCKER_METADATA_PR_HEAD_SHA: 'false' },
    inputs: { tags: REF_RULES },
    expected: { names: ['pr-7', 'sha-4b1f0c7'] },
  },
  {
    id: '39',
    meaning: 'pull_request_target is about the pull request, and not to be trusted',
    event: 'pull-request-target',
    inputs: { tags: REF_RULES },
    expected: {
      names: ['pr-7', SHA],
      labels: { revision: '1f2e3d4c5b6a79880716253443526170899aabbc' },
      warnings: ['The event "pull_request_target" runs with this repository\'s secrets'],
    },
  },
  {
    id: '40',
    meaning: 'a merge queue is named after its pull request',
    event: 'merge-group',
    inputs: { tags: REF_RULES },
    expected: { names: ['mq-12', SHA] },
  },
  {
    id: '42a',
    meaning: 'what is deleted gets no tag: a branch',
    event: 'delete-branch',
    inputs: { tags: `type=edge\ntype=semver\ntype=date_seq\nstable\n${REF_RULES}`, flavor: 'latest=true' },
    expected: { names: [] },
  },
  {
    id: '42b',
    meaning: 'what is deleted gets no tag: a git tag',
    event: 'delete-tag',
    inputs: { tags: `type=edge\ntype=semver\ntype=date_seq\nstable\n${REF_RULES}`, flavor: 'latest=true' },
    expected: { names: [], idle: { 2: 'the git tag "v1.2.3" was deleted' } },
  },
  {
    id: '44',
    meaning: 'a deployment of a commit has that alone',
    event: 'deployment-commit',
    inputs: { tags: `type=semver\n${REF_RULES}` },
    expected: { names: [SHA] },
  },
  {
    id: '46',
    meaning: 'a branch without a character that a tag may hold',
    ...onBranch('日本'),
    expected: { names: ['branch-cf2abf0c', SHA], labels: { version: '日本' } },
  },
  {
    id: '48',
    meaning: 'nothing is escaped for HTML',
    event: 'push-branch',
    ref: 'refs/heads/feat/a&b',
    inputs: { tags: 'type=raw,value={{branch}}', labels: 'com.example.branch={{branch}}' },
    expected: { names: ['feat-a-b'], labels: { 'com.example.branch': 'feat/a&b', version: 'feat/a&b' } },
  },
  {
    id: '49',
    meaning: 'a branch with a quote, by an expression',
    event: 'push-branch',
    ref: "refs/heads/it's=1",
    inputs: { tags: 'type=raw,value={{branch}}' },
    expected: { names: ['it-s-1'] },
  },
  {
    id: '50',
    meaning: 'a long branch is cut, and stays unlike others of the same start',
    ...onBranch('a'.repeat(140)),
    expected: { names: [`${'a'.repeat(119)}-c094ed2f`, SHA] },
  },
  {
    id: '53',
    meaning: 'no hyphen is left at the end',
    ...onBranch('fix/#'),
    expected: { names: ['fix', SHA] },
  },
  {
    id: '54',
    meaning: 'tags keep their case, images lose it',
    event: 'push-branch',
    ref: 'refs/heads/Feature/ABC',
    inputs: { tags: REF_RULES, images: '{host}/V54/App' },
    expected: { names: ['Feature-ABC', SHA], image: '{host}/v54/app' },
  },
  {
    id: '55',
    meaning: 'an image with a tag is refused',
    inputs: { images: 'ghcr.io/org/app:v1' },
    expected: {
      error:
        'Cannot read image on line 1, "ghcr.io/org/app:v1": an image must not carry a tag; write "ghcr.io/org/app"',
    },
  },
  {
    id: '56',
    meaning: 'an image with an empty part is refused',
    inputs: { images: 'ghcr.io/Org//App' },
    expected: { error: 'Cannot read repository "ghcr.io/org//app": ' },
  },
  refusedLength('58a', '0'),
  refusedLength('58b', '-3'),
  refusedLength('58c', '6'),
  refusedLength('58d', '41'),
  refusedLength('58e', 'abc'),
  shortSha('58f', '12', { names: [`sha-${OURS.slice(0, 12)}`] }),
  shortSha('58g', '40', { names: [`sha-${OURS}`] }),
  {
    id: '75',
    meaning: "an older commit that is built last does not take the branch's tag back",
    ...onBranch('main'),
    existing: ['main'],
    held: NEWER,
    compare: 'behind',
    expected: { names: [SHA], skipped: { main: 'its commit is newer' } },
  },
  {
    id: '75b',
    meaning: 'a newer commit takes it',
    ...onBranch('main'),
    existing: ['main'],
    held: OLDER,
    compare: 'ahead',
    expected: { names: ['main', SHA] },
  },
  {
    id: '76',
    meaning: "a forced push moves the branch's tag, with a warning",
    ...onBranch('main'),
    existing: ['main'],
    held: DIVERGED,
    compare: 'diverged',
    expected: {
      names: ['main', SHA],
      warnings: ['The tag "main" moves to a commit that does not follow the one that it holds'],
    },
  },
  {
    id: '77a',
    meaning: 'a tag whose image does not say its commit moves, with a warning',
    ...onBranch('main'),
    existing: ['main'],
    expected: { names: ['main', SHA], warnings: [`The tag "main" ${NOT_COMPARABLE}`] },
  },
  {
    id: '77b',
    meaning: 'a strict rule refuses that',
    event: 'push-branch',
    inputs: { tags: 'type=ref,event=branch,strict=true\ntype=sha' },
    existing: ['main'],
    expected: {
      error: 'Cannot tag {image}: the rule of the tag "main" is strict, and its commit is unknown; ',
    },
  },
  {
    id: '77c',
    meaning: 'or leaves it, with if-tag-exists "skip"',
    event: 'push-branch',
    inputs: { tags: 'type=ref,event=branch,strict=true\ntype=sha', 'if-tag-exists': 'skip' },
    existing: ['main'],
    expected: {
      names: [SHA],
      skipped: { main: 'its commit is unknown, and the rule is strict' },
    },
  },
  {
    id: '77d',
    meaning: 'the latest that a branch gets moves too, with a warning',
    event: 'push-branch',
    inputs: { tags: 'type=raw,value=latest,enable={{is_default_branch}}\ntype=sha' },
    existing: ['latest'],
    expected: { names: ['latest', SHA], warnings: [`The tag "latest" ${NOT_COMPARABLE}`] },
  },
  {
    id: '77e',
    meaning: 'and an older commit does not take it back',
    event: 'push-branch',
    inputs: { tags: 'type=ref,event=branch\ntype=sha', flavor: 'latest=true' },
    existing: ['latest'],
    held: NEWEST,
    compare: 'behind',
    expected: { names: ['main', SHA], skipped: { latest: 'its commit is newer' } },
  },
  {
    id: '77f',
    meaning: 'latest of versions goes by versions, whatever commit it holds',
    existing: ['1.2.2', 'latest'],
    expected: { names: ['1.2.3', '1.2', '1', 'latest', SHA] },
  },
  {
    id: '79',
    meaning: 'a licence that GitHub cannot tell and an empty description are no labels',
    payload: { repository: { license: { spdx_id: 'NOASSERTION' }, description: '' } },
    expected: {
      names: ['1.2.3', '1.2', '1', 'latest', SHA],
      labels: { licenses: null, description: null, title: 'shop' },
    },
  },
  {
    id: '80',
    meaning: 'a reproducible build says when it was created',
    env: { SOURCE_DATE_EPOCH: '1577836800' },
    expected: { names: ['1.2.3', '1.2', '1', 'latest', SHA], labels: { created: '2020-01-01T00:00:00Z' } },
  },
];
