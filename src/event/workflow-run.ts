import { stringProperty } from '../oci/json.ts';
import type { EventContext } from './event.ts';
import { type EventSource, objectAt } from './payload.ts';
import { interpretRef, isRunOfFork } from './ref.ts';

/** The push that another workflow ran for, with success. */
export interface FollowedPush {
  /** The name of the branch or git tag that was pushed: GitHub does not tell which of them it is. */
  readonly name: string;
  /** The commit that was pushed. */
  readonly sha: string;
}

/** Finds the push that a `workflow_run` follows; undefined if that run failed, or was not for a push of this repository. */
export function findFollowedPush(source: EventSource): FollowedPush | undefined {
  if (source.name !== 'workflow_run' || isRunOfFork(source)) return undefined;
  const run = objectAt(source.payload, 'workflow_run');
  const [event, conclusion, name, sha] = ['event', 'conclusion', 'head_branch', 'head_sha'].map((key) =>
    stringProperty(run, key),
  );
  return event === 'push' && conclusion === 'success' && name && sha ? { name, sha } : undefined;
}

/** Puts the push that a `workflow_run` follows in the place of that event. */
export function asFollowedPush(event: EventContext, { sha }: FollowedPush, ref: string): EventContext {
  const { branch, tag, pullRequest, mergeGroup } = interpretRef(ref);
  return {
    ...event,
    ...{ ref, branch, pullRequest, mergeGroup, sha, checkedOutSha: sha, baseRef: undefined },
    gitTag: tag === undefined ? undefined : { name: tag, commit: sha },
    isDefaultBranch: branch !== undefined && branch === event.defaultBranch,
    movesTags: { allowed: true },
  };
}
