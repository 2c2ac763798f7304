import { type JsonObject, stringProperty } from '../oci/json.ts';
import { type EventSource, isPullRequestEvent, numberProperty, objectAt } from './payload.ts';

/** A merge queue's temporary branch. */
export interface MergeGroup {
  /** The pull request that the group ends with. */
  readonly pullRequest: number;
  /** Such as `main`. */
  readonly base: string;
}

/** At most one field is set. */
interface RefMeaning {
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  readonly pullRequest: number | undefined;
  readonly mergeGroup: MergeGroup | undefined;
}

const NOTHING: RefMeaning = { branch: undefined, tag: undefined, pullRequest: undefined, mergeGroup: undefined };

/** `refs/heads/gh-readonly-queue/BASE/pr-N-SHA`, where BASE may hold slashes. */
const MERGE_GROUP = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-([1-9]\d*)-[0-9a-f]{40,64}$/;

/**
 * Interprets a full ref. A merge queue's branch does not count as a branch: it is gone within the hour.
 *
 * @example interpretRef('refs/pull/7/merge').pullRequest // 7
 */
export function interpretRef(ref: string): RefMeaning {
  const [, base, group] = MERGE_GROUP.exec(ref) ?? [];
  if (base !== undefined) return { ...NOTHING, mergeGroup: { pullRequest: Number(group), base } };
  const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref) ?? [];
  if (kind === 'heads') return { ...NOTHING, branch: name };
  if (kind === 'tags') return { ...NOTHING, tag: name };
  const number = /^([1-9]\d*)\/(?:merge|head)$/.exec(name ?? '')?.[1];
  return number === undefined ? NOTHING : { ...NOTHING, pullRequest: Number(number) };
}

/**
 * Finds the ref that an event is about, which is not always GITHUB_REF; empty if there is none.
 *
 * An event of a pull request is about its merge branch, although `pull_request_target` and a merged `pull_request` run
 * on the base branch. `workflow_run` is about what the other run ran on.
 */
export function findRef(source: EventSource): string {
  const { name, payload, ref } = source;
  if (isPullRequestEvent(name)) {
    const number = numberProperty(payload, 'number') ?? numberProperty(objectAt(payload, 'pull_request'), 'number');
    if (number !== undefined) return `refs/pull/${number}/merge`;
    return ref.startsWith('refs/pull/') ? ref : '';
  }
  if (name === 'workflow_run') return refOfRun(source);
  if (name === 'release' && !ref.startsWith('refs/tags/')) {
    const tag = stringProperty(objectAt(payload, 'release'), 'tag_name');
    return tag ? `refs/tags/${tag}` : ref;
  }
  return ref;
}

/** Whether a `workflow_run` follows a run for another repository's branch, as for a pull request of a fork. */
export function isRunOfFork({ environment, payload }: EventSource): boolean {
  const head = stringProperty(objectAt(payload, 'workflow_run', 'head_repository'), 'full_name');
  return head !== environment['GITHUB_REPOSITORY'];
}

/** The branch of a fork may be called `main` too: its name says nothing here. */
function refOfRun(source: EventSource): string {
  const run = objectAt(source.payload, 'workflow_run');
  const event = stringProperty(run, 'event') ?? '';
  if (isPullRequestEvent(event)) {
    const requests = run['pull_requests'];
    const [first, ...others] = Array.isArray(requests) ? requests : [];
    const number = others.length === 0 ? numberProperty(objectAt({ first }, 'first'), 'number') : undefined;
    return number === undefined ? '' : `refs/pull/${number}/merge`;
  }
  const branch = stringProperty(run, 'head_branch');
  if (!branch || isRunOfFork(source)) return '';
  return event === 'release' ? `refs/tags/${branch}` : `refs/heads/${branch}`;
}

/** Finds the branch that a git tag was pushed with or a pull request wants to go to: `{{base_ref}}` of metadata-action. */
export function findBaseRef({ environment, payload }: EventSource, meaning: RefMeaning): string | undefined {
  const base =
    meaning.tag === undefined
      ? // The runner sets the variable for pull requests, whatever the payload holds.
        stringProperty(objectAt(payload, 'pull_request', 'base'), 'ref') || environment['GITHUB_BASE_REF']
      : stringProperty(payload, 'base_ref')?.replace(/^refs\/heads\//, '');
  return base || undefined;
}

/** What the event says of the repository that runs the workflow. */
export interface RepositoryFacts {
  /** `owner/name`. */
  readonly fullName: string;
  /** Its page, such as `https://github.com/acme/shop`. */
  readonly url: string;
  readonly description?: string;
  readonly homepage?: string;
  /** The licence's SPDX identifier; undefined if GitHub knows none. */
  readonly license?: string;
}

/** The events that always run on the head of the default branch (github/docs, "Events that trigger workflows"). */
const DEFAULT_BRANCH_EVENTS: ReadonlySet<string> = new Set([
  'branch_protection_rule',
  'check_run',
  'check_suite',
  'delete',
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'image_version',
  'issue_comment',
  'issues',
  'label',
  'milestone',
  'page_build',
  'project',
  'project_card',
  'project_column',
  'public',
  'repository_dispatch',
  'schedule',
  'status',
  'watch',
]);

/** Reads what the payload says of the repository; its name and page come from the runner. */
export function readRepository({ environment, payload }: EventSource): RepositoryFacts | undefined {
  const fullName = environment['GITHUB_REPOSITORY'];
  if (!fullName) return undefined;
  const url = `${environment['GITHUB_SERVER_URL'] || 'https://github.com'}/${fullName}`;
  return { fullName, url, ...describeRepository(objectAt(payload, 'repository')) };
}

/** Reads what GitHub says of a repository, in a payload or an answer of its API. */
export function describeRepository(facts: JsonObject): Omit<RepositoryFacts, 'fullName' | 'url'> {
  const license = stringProperty(objectAt(facts, 'license'), 'spdx_id');
  const description = stringProperty(facts, 'description');
  const homepage = stringProperty(facts, 'homepage');
  return {
    ...(description ? { description } : {}),
    ...(homepage ? { homepage } : {}),
    ...(license && license !== 'NOASSERTION' ? { license } : {}),
  };
}

/** Finds the default branch; if the payload is silent (older GitHub servers' `schedule`), the ref may tell it. */
export function findDefaultBranch({ payload, name }: EventSource, { branch }: RefMeaning): string | undefined {
  const known = stringProperty(objectAt(payload, 'repository'), 'default_branch');
  return known || (DEFAULT_BRANCH_EVENTS.has(name) ? branch : undefined);
}

/**
 * Whether an event is on the default branch: `{{is_default_branch}}`.
 *
 * docker/metadata-action takes every created branch or tag for the default one; a new branch would then take `latest`.
 */
export function isOnDefaultBranch(source: EventSource, meaning: RefMeaning): boolean {
  return meaning.branch !== undefined && meaning.branch === findDefaultBranch(source, meaning);
}
