import { readFileSync } from 'node:fs';
import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { type JsonObject, objectProperty, parseJsonObject } from '../oci/json.ts';
import type { GitTag } from '../tags/find-version.ts';
import { quote } from '../util/text-safe-text.ts';
import { findCommitDate, findCommits } from './event-commit.ts';
import { findDefaultBranch, isOnDefaultBranch, type RepositoryFacts, readRepository } from './event-repository.ts';
import { readRun } from './event-run.ts';
import { type Env, readEventSource } from './payload.ts';
import { judgeMoves, judgeTags, type Permission, readMakeLatest, readPreRelease, warnOfEvent } from './permissions.ts';
import { findBaseRef, findRef, interpretRef, type MergeGroup } from './ref.ts';
import { type FollowedPush, findFollowedPush } from './workflow-run.ts';

/** The event that runs Sealift, as far as it matters to tags and records. */
export interface EventContext {
  /** The event's name; for `workflow_call` it is that of the caller. */
  readonly name: string;
  /** The ref that tags speak of, in full; empty where there is none. */
  readonly ref: string;
  /** The branch, where the ref is one; a merge queue's is not. */
  readonly branch: string | undefined;
  /** The number of the pull request, where the ref is one. */
  readonly pullRequest: number | undefined;
  readonly mergeGroup: MergeGroup | undefined;
  /** The branch that a git tag was pushed with, or that a pull request wants to go to. */
  readonly baseRef: string | undefined;
  /** The commit that tags speak of. */
  readonly sha: string | undefined;
  /** GITHUB_SHA, which actions/checkout takes by default: what an image is built from. */
  readonly checkedOutSha: string | undefined;
  /** The git tag of the event, where it is one. */
  readonly gitTag: GitTag | undefined;
  readonly defaultBranch: string | undefined;
  readonly isDefaultBranch: boolean;
  /** Whether `latest` and the tags of branches may move (rule R11). */
  readonly movesTags: Permission;
  /** Whether there are any tags to give; where not, `movesTags` says why. */
  readonly givesTags: boolean;
  /** Whether GitHub marks the event's release as a pre-release; undefined for a release whose payload does not say. */
  readonly preRelease: boolean | undefined;
  /** Whether the event's release is to be the latest; undefined where it does not say. */
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
  /** What people should know about the event: sentences. */
  readonly warnings: readonly string[];
}

/** Makes sense of an event from the runner's variables and the event's payload; reads nothing else. */
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
    movesTags: judgeMoves(source),
    givesTags: judgeTags(source).allowed,
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
 * Reads the context of the run from the runner's variables and the file of the event's payload.
 *
 * Outside of GitHub there is no file. One that is named but cannot be read is warned of, since tags may depend on it.
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
