import { readFileSync } from 'node:fs';
import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { type JsonObject, objectProperty, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import type { GitTag } from '../tags/find-version.ts';
import { quote } from '../util/safe-text.ts';
import { type Env, type EventSource, isPullRequestEvent, objectAt, readEventSource } from './payload.ts';
import {
  evaluateMoves,
  evaluateTags,
  type Permission,
  readMakeLatest,
  readPreRelease,
  warnOfEvent,
} from './permissions.ts';
import {
  findBaseRef,
  findDefaultBranch,
  findRef,
  interpretRef,
  isOnDefaultBranch,
  isRunOfFork,
  type MergeGroup,
  type RepositoryFacts,
  readRepository,
} from './ref.ts';

/** The event that runs Sealift, as far as it matters to tags and records. */
export interface EventContext {
  /** For `workflow_call` it is that of the caller. */
  readonly name: string;
  /** The ref that tags speak of, in full; empty if there is none. */
  readonly ref: string;
  /** Undefined if the ref is no branch; a merge queue's is none. */
  readonly branch: string | undefined;
  /** Undefined if the ref is no pull request. */
  readonly pullRequest: number | undefined;
  readonly mergeGroup: MergeGroup | undefined;
  /** The branch that a git tag was pushed with, or that a pull request wants to go to. */
  readonly baseRef: string | undefined;
  /** The commit that tags speak of. */
  readonly sha: string | undefined;
  /** GITHUB_SHA, which actions/checkout takes by default: what an image is built from. */
  readonly checkedOutSha: string | undefined;
  readonly gitTag: GitTag | undefined;
  readonly defaultBranch: string | undefined;
  readonly isDefaultBranch: boolean;
  /** Whether `latest` and the tags of branches may move (rule R11). */
  readonly movesTags: Permission;
  /** Whether there are any tags to give; where not, `movesTags` says why. */
  readonly givesTags: boolean;
  /** Whether GitHub marks the event's release as a pre-release; undefined for a release whose payload does not say. */
  readonly preRelease: boolean | undefined;
  /** Whether the event's release is to be the latest; undefined if it does not say. */
  readonly makeLatest: boolean | undefined;
  readonly repository: RepositoryFacts | undefined;
  /** Whether the payload described the repository; a scheduled run's may not. */
  readonly knowsRepository: boolean;
  readonly commitDate: Date | undefined;
  readonly run: RunFacts;
  /** Where GitHub's API is; undefined outside of GitHub. */
  readonly apiUrl: string | undefined;
  /** The push that a `workflow_run` follows, if that run succeeded and was one of this repository. */
  readonly followed: FollowedPush | undefined;
  readonly warnings: readonly string[];
}

/** Interprets an event by the runner's variables and its payload; reads nothing else. */
export function readEvent(environment: Env, payload: JsonObject): EventContext {
  const source = readEventSource(environment, payload);
  const ref = findRef(source);
  const meaning = interpretRef(ref);
  const { branch, tag, pullRequest, mergeGroup } = meaning;
  const { sha, checkedOutSha } = findCommits(source);
  return {
    name: source.name,
    ...{ ref, branch, pullRequest, mergeGroup, sha, checkedOutSha },
    baseRef: findBaseRef(source, meaning),
    gitTag: tag === undefined ? undefined : { name: tag, commit: sha },
    defaultBranch: findDefaultBranch(source, meaning),
    isDefaultBranch: isOnDefaultBranch(source, meaning),
    movesTags: evaluateMoves(source),
    givesTags: evaluateTags(source).allowed,
    preRelease: readPreRelease(source),
    makeLatest: readMakeLatest(source),
    repository: readRepository(source),
    knowsRepository: objectProperty(payload, 'repository') !== undefined,
    commitDate: findCommitDate(source, sha),
    run: readRun(environment),
    apiUrl: environment['GITHUB_API_URL'] || undefined,
    followed: findFollowedPush(source),
    warnings: warnOfEvent(source),
  };
}

/**
 * A payload that is named but cannot be read is warned of, since tags may depend on it; outside of GitHub there is
 * none.
 */
export function loadEvent(environment: Env): EventContext {
  const path = environment['GITHUB_EVENT_PATH'];
  if (!path) return readEvent(environment, {});
  let payload: JsonObject = {};
  let reason: string | undefined;
  try {
    payload = parseJsonObject(readFileSync(path));
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  const event = readEvent(environment, payload);
  if (reason === undefined) return event;
  const warning = `Cannot read the event's payload: ${quote(reason)}; tags go only by the runner's variables unless GITHUB_EVENT_PATH is left as the runner sets it`;
  return { ...event, warnings: [...event.warnings, warning] };
}

function readRun(environment: Env): RunFacts {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = environment;
  const login = environment['GITHUB_ACTOR'];
  const id = environment['GITHUB_ACTOR_ID'];
  const triggeringLogin = environment['GITHUB_TRIGGERING_ACTOR'];
  const workflow = environment['GITHUB_WORKFLOW_REF'];
  const event = environment['GITHUB_EVENT_NAME'];
  const ref = environment['GITHUB_REF'];
  const hasRun = GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID;
  const invocationId = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/attempts/${GITHUB_RUN_ATTEMPT || '1'}`;
  return {
    ...(hasRun ? { invocationId } : {}),
    ...(workflow ? { workflow } : {}),
    ...(event ? { event } : {}),
    ...(ref ? { ref } : {}),
    ...(login ? { actor: { login, ...(id ? { id } : {}), ...(triggeringLogin ? { triggeringLogin } : {}) } } : {}),
  };
}

/** A push that deletes a ref has zeros where its commit would be. */
function isCommit(sha: string | undefined): sha is string {
  return sha !== undefined && sha !== '' && !/^0+$/.test(sha);
}

function shaOfPayload({ environment, payload, name }: EventSource): string | undefined {
  if (name === 'workflow_run') return stringProperty(objectAt(payload, 'workflow_run'), 'head_sha');
  const wantsMerge = /^\s*false\s*$/i.test(environment['DOCKER_METADATA_PR_HEAD_SHA'] ?? '');
  if (!isPullRequestEvent(name) || wantsMerge) return undefined;
  return stringProperty(objectAt(payload, 'pull_request', 'head'), 'sha');
}

/**
 * Finds the commit that tags speak of: a pull request's own head rather than its passing merge commit, and for
 * `workflow_run` the commit that the other run was for. Of all other events it is GITHUB_SHA.
 *
 * DOCKER_METADATA_PR_HEAD_SHA set to `false` asks for GITHUB_SHA of pull requests too, as docker/metadata-action does.
 */
function findCommits(source: EventSource): Pick<EventContext, 'sha' | 'checkedOutSha'> {
  const given = source.environment['GITHUB_SHA'];
  const checkedOutSha = isCommit(given) ? given : undefined;
  const own = shaOfPayload(source);
  return { sha: isCommit(own) ? own : checkedOutSha, checkedOutSha };
}

function dateOf(commit: JsonObject, sha: string | undefined): Date | undefined {
  const id = stringProperty(commit, 'id');
  if (id !== undefined && id !== sha) return undefined;
  const date = Date.parse(stringProperty(commit, 'timestamp') ?? '');
  return Number.isNaN(date) ? undefined : new Date(date);
}

/** Pushes, merge groups and `workflow_run` tell the date of a commit. */
function findCommitDate({ payload }: EventSource, sha: string | undefined): Date | undefined {
  const commits = property(payload, 'commits');
  const candidates = [
    objectAt(payload, 'head_commit'),
    objectAt(payload, 'workflow_run', 'head_commit'),
    objectAt(payload, 'merge_group', 'head_commit'),
    ...(Array.isArray(commits) ? commits.map((commit: unknown) => objectAt({ commit }, 'commit')) : []),
  ];
  return candidates.map((commit) => dateOf(commit, sha)).find((date) => date !== undefined);
}

/** The push that another workflow ran for, with success. */
export interface FollowedPush {
  /** A branch or git tag: GitHub does not tell which. */
  readonly name: string;
  readonly sha: string;
}

/** Undefined if the run that is followed failed, or was not for a push of this repository. */
function findFollowedPush(source: EventSource): FollowedPush | undefined {
  if (source.name !== 'workflow_run' || isRunOfFork(source)) return undefined;
  const run = objectAt(source.payload, 'workflow_run');
  const [event, conclusion, name, sha] = ['event', 'conclusion', 'head_branch', 'head_sha'].map((key) =>
    stringProperty(run, key),
  );
  return event === 'push' && conclusion === 'success' && name && sha ? { name, sha } : undefined;
}

/** Replaces a `workflow_run` by the push that it follows. */
export function asFollowedPush(event: EventContext, { sha }: FollowedPush, ref: string): EventContext {
  return { ...withRef(event, ref, sha), baseRef: undefined, movesTags: { allowed: true } };
}

/** Replaces the ref and the commit of an event. */
export function withRef(event: EventContext, ref: string, sha: string): EventContext {
  const { branch, tag, pullRequest, mergeGroup } = interpretRef(ref);
  return {
    ...event,
    ...{ ref, branch, pullRequest, mergeGroup, sha, checkedOutSha: sha },
    gitTag: tag === undefined ? undefined : { name: tag, commit: sha },
    isDefaultBranch: branch !== undefined && branch === event.defaultBranch,
  };
}

/** An event with all that tags and labels need, including how its release stands. */
export interface CompleteEvent extends Omit<EventContext, 'makeLatest'> {
  /** Undefined if GitHub leaves it to versions, `unknown` if it did not tell. */
  readonly makeLatest: boolean | 'unknown' | undefined;
}
