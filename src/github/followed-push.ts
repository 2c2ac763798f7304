import { asFollowedPush, type EventContext, type FollowedPush } from '../event/event.ts';
import { isJsonObject, stringProperty } from '../oci/json.ts';
import { quote } from '../util/safe-text.ts';
import { canAskGitHub, readGitHub, type WaitClock } from './client.ts';
import { explainGitHubFailure } from './failure.ts';

/** What `workflow-run` says of an event that follows another run. */
interface FollowOptions {
  readonly workflowRun: 'ignore' | 'push';
  readonly token: string | undefined;
  readonly clock?: WaitClock | undefined;
}

function withWarning(event: EventContext, warning: string): EventContext {
  return { ...event, warnings: [...event.warnings, warning] };
}

/** Finds which commit a ref such as `tags/v1.2.3` is on; undefined if there is no such ref. */
async function findCommit(ref: string, source: Parameters<typeof readGitHub>[1]): Promise<string | undefined> {
  try {
    const answer = await readGitHub(`/commits/${encodeURIComponent(ref.toWellFormed())}`, source);
    return isJsonObject(answer) ? stringProperty(answer, 'sha') : undefined;
  } catch (error) {
    const { status } = explainGitHubFailure(error, 'contents: read');
    // 422 is GitHub's answer to a name that no commit has.
    if (status === 404 || status === 422) return undefined;
    throw error;
  }
}

/** Takes the event for the push of the branch, or of the git tag if GitHub says that there is one on that commit. */
async function takeForPush(
  event: EventContext,
  push: FollowedPush,
  { token, clock }: FollowOptions,
): Promise<EventContext> {
  const branch = asFollowedPush(event, push, `refs/heads/${push.name}`);
  // Nobody pushes a git tag that is called like the default branch.
  if (branch.isDefaultBranch) return branch;
  const start = `Cannot tell whether the run that this one follows was for a branch ${quote(push.name)} or a git tag`;
  if (!canAskGitHub(event, token)) {
    return withWarning(
      event,
      `${start}: there is no token, so it does not count as a push; give the input "github-token"`,
    );
  }
  try {
    const source = { event, token, clock };
    if ((await findCommit(`tags/${push.name}`, source)) !== push.sha) return branch;
    if ((await findCommit(`heads/${push.name}`, source)) === undefined) {
      return asFollowedPush(event, push, `refs/tags/${push.name}`);
    }
    return withWarning(event, `${start}: there are both, so it does not count as a push; delete or rename one of them`);
  } catch (error) {
    const { reason, remedy } = explainGitHubFailure(error, 'contents: read');
    return withWarning(event, `${start}: ${reason}, so it does not count as a push; ${remedy}`);
  }
}

/**
 * Decides what a `workflow_run` counts as: with `workflow-run: push`, and if it follows a successful push of this
 * repository, as that push; otherwise as what it is, which moves neither `latest` nor the tags of branches (rule R11).
 */
export async function followRun(event: EventContext, options: FollowOptions): Promise<EventContext> {
  const { name, followed } = event;
  if (name !== 'workflow_run') return event;
  if (options.workflowRun === 'push') {
    if (followed !== undefined) return takeForPush(event, followed, options);
    return withWarning(
      event,
      'The event "workflow_run" does not count as a push: the run that it follows was not a successful one for a push of this repository; run this job only if "github.event.workflow_run.conclusion" is "success" and "github.event.workflow_run.event" is "push"',
    );
  }
  if (followed === undefined) return event;
  return withWarning(
    event,
    'The event "workflow_run" moves neither "latest" nor the tags of branches; set "workflow-run: push" if the run that it follows tested the push that is published here',
  );
}
