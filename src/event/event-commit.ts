import { type JsonObject, property, stringProperty } from '../oci/json.ts';
import { type EventSource, isPullRequestEvent, objectAt } from './payload.ts';

/** The commits of an event. */
export interface EventCommits {
  /** The commit that tags speak of. */
  readonly sha: string | undefined;
  /** The commit that actions/checkout takes where it is told nothing else. */
  readonly checkedOutSha: string | undefined;
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
export function findCommits(source: EventSource): EventCommits {
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

/** Finds the date of a commit where the payload tells it: pushes, merge groups and `workflow_run` do. */
export function findCommitDate({ payload }: EventSource, sha: string | undefined): Date | undefined {
  const commits = property(payload, 'commits');
  const candidates = [
    objectAt(payload, 'head_commit'),
    objectAt(payload, 'workflow_run', 'head_commit'),
    objectAt(payload, 'merge_group', 'head_commit'),
    ...(Array.isArray(commits) ? commits.map((commit: unknown) => objectAt({ commit }, 'commit')) : []),
  ];
  return candidates.map((commit) => dateOf(commit, sha)).find((date) => date !== undefined);
}
