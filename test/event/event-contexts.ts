import type { EventContext } from '../../src/event/event.ts';
import type { Permission } from '../../src/event/permissions.ts';

/** The commit of the recorded events; of pull requests it is the head. */
export const HEAD = '860c1904a1ce19322e91ac35af1ab07466440c37';
/** A pull request's passing merge commit. */
export const MERGE = '4b1f0c7d2e9a8365b0c4d7f1e2a39586c7d8e9f0';
/** The head of the default branch, where it is not the commit of the event. */
export const BASE = '1f2e3d4c5b6a79880716253443526170899aabbc';

/** What an event is expected to come to, but for its repository, date, run and warnings. */
export type ExpectedContext = Omit<
  EventContext,
  'repository' | 'knowsRepository' | 'run' | 'apiUrl' | 'commitDate' | 'warnings'
>;

function deny(reason: string): Permission {
  return { allowed: false, reason };
}

function context(name: string, changes: Partial<ExpectedContext>): ExpectedContext {
  return {
    name,
    ref: '',
    branch: undefined,
    pullRequest: undefined,
    mergeGroup: undefined,
    baseRef: undefined,
    sha: HEAD,
    checkedOutSha: HEAD,
    gitTag: undefined,
    defaultBranch: 'main',
    isDefaultBranch: false,
    movesTags: { allowed: true },
    givesTags: true,
    preRelease: false,
    makeLatest: undefined,
    followed: undefined,
    ...changes,
  };
}

function onMain(name: string, changes: Partial<ExpectedContext> = {}): ExpectedContext {
  return onBranch(name, 'main', { isDefaultBranch: true, ...changes });
}

function onBranch(name: string, branch: string, changes: Partial<ExpectedContext> = {}): ExpectedContext {
  return context(name, { ref: `refs/heads/${branch}`, branch, ...changes });
}

function onTag(name: string, tag: string, changes: Partial<ExpectedContext> = {}): ExpectedContext {
  return context(name, { ref: `refs/tags/${tag}`, gitTag: { name: tag, commit: HEAD }, ...changes });
}

function onPullRequest(name: string, changes: Partial<ExpectedContext> = {}): ExpectedContext {
  const pullRequest = { ref: 'refs/pull/7/merge', pullRequest: 7, baseRef: 'main', checkedOutSha: MERGE };
  return context(name, { ...pullRequest, ...changes });
}

function inQueue(name: string, base: string, number: number): Partial<ExpectedContext> {
  return {
    ref: `refs/heads/gh-readonly-queue/${base}/pr-${number}-${name}`,
    mergeGroup: { pullRequest: number, base },
  };
}

const CLOSED = deny('the pull request is closed, and what it merged is tagged by the push to its base branch');
const RAN_BEFORE = deny('a workflow_run is about an earlier commit, and the branch may have moved on');
const BRANCH_GONE = deny('the branch "feature/anvils" was deleted');
const TAG_GONE = deny('the git tag "v1.2.3" was deleted');
const AFTER_RUN = { checkedOutSha: BASE, movesTags: RAN_BEFORE };

/** Every recorded event and its context. */
export const expectedContexts: Readonly<Record<string, ExpectedContext>> = {
  'branch-protection-rule': onMain('branch_protection_rule'),
  'check-run': onMain('check_run'),
  'check-suite': onMain('check_suite'),
  'create-branch': onBranch('create', 'feature/anvils', { isDefaultBranch: false }),
  'create-tag': onTag('create', 'v1.2.3'),
  'delete-branch': onMain('delete', { sha: BASE, checkedOutSha: BASE, givesTags: false, movesTags: BRANCH_GONE }),
  'delete-tag': onMain('delete', { sha: BASE, checkedOutSha: BASE, givesTags: false, movesTags: TAG_GONE }),
  'deployment-branch': onMain('deployment'),
  'deployment-commit': context('deployment', {}),
  'deployment-status-commit': context('deployment_status', {}),
  'deployment-status-tag': onTag('deployment_status', 'v1.2.3'),
  discussion: onMain('discussion'),
  'discussion-comment': onMain('discussion_comment'),
  fork: onMain('fork'),
  gollum: onMain('gollum'),
  'image-version': onMain('image_version'),
  'issue-comment-on-pull-request': onMain('issue_comment'),
  'issues-opened': onMain('issues'),
  label: onMain('label'),
  'merge-group': context('merge_group', inQueue(BASE, 'main', 12)),
  'merge-group-release-branch': context('merge_group', inQueue(BASE, 'release/1.x', 7)),
  milestone: onMain('milestone'),
  'page-build': onMain('page_build'),
  public: onMain('public'),
  'pull-request-closed': onPullRequest('pull_request', { movesTags: CLOSED }),
  'pull-request-from-fork': onPullRequest('pull_request'),
  'pull-request-labeled-after-merge': onPullRequest('pull_request', { movesTags: CLOSED }),
  'pull-request-merged': onPullRequest('pull_request', { movesTags: CLOSED }),
  'pull-request-merged-empty': context('pull_request', {
    ...{ sha: MERGE, checkedOutSha: MERGE, defaultBranch: undefined, movesTags: CLOSED, baseRef: 'main' },
  }),
  'pull-request-opened': onPullRequest('pull_request'),
  'pull-request-release-branch': onPullRequest('pull_request', { baseRef: 'release/1.x' }),
  'pull-request-review': onPullRequest('pull_request_review'),
  'pull-request-review-comment': onPullRequest('pull_request_review_comment'),
  'pull-request-synchronize': onPullRequest('pull_request'),
  'pull-request-target': onPullRequest('pull_request_target', { checkedOutSha: BASE }),
  'pull-request-target-closed': onPullRequest('pull_request_target', { checkedOutSha: BASE, movesTags: CLOSED }),
  'push-branch': onMain('push'),
  'push-branch-deleted': onMain('push', {
    ...{ sha: BASE, checkedOutSha: BASE, givesTags: false, movesTags: BRANCH_GONE },
  }),
  'push-feature-branch': onBranch('push', 'feature/anvils'),
  'push-merge-queue-branch': context('push', inQueue(BASE, 'main', 12)),
  'push-tag': onTag('push', 'v1.2.3', { baseRef: 'main' }),
  'push-tag-deleted': onTag('push', 'v1.2.3', {
    ...{ gitTag: { name: 'v1.2.3', commit: undefined }, sha: undefined, checkedOutSha: undefined },
    ...{ givesTags: false, movesTags: TAG_GONE },
  }),
  'push-tag-without-base': onTag('push', 'app/v1.2.3'),
  'registry-package': onMain('registry_package'),
  'release-created': onTag('release', 'v1.2.3'),
  'release-deleted': onTag('release', 'v1.2.3', { givesTags: false, movesTags: deny('the release was deleted') }),
  'release-latest': onTag('release', 'v1.2.3', { makeLatest: true }),
  'release-not-latest': onTag('release', 'v1.9.1', { makeLatest: false }),
  'release-prereleased': onTag('release', 'v4.0.5', { preRelease: true }),
  'release-published': onTag('release', 'v1.2.3'),
  'release-published-prerelease': onTag('release', 'v4.0.5', { preRelease: true }),
  'release-unpublished': onTag('release', 'v1.2.3', {
    givesTags: false,
    movesTags: deny('the release was unpublished'),
  }),
  'repository-dispatch': onMain('repository_dispatch'),
  schedule: onMain('schedule'),
  'schedule-without-repository': onMain('schedule'),
  status: onMain('status'),
  watch: onMain('watch'),
  'workflow-call': onTag('push', 'v1.2.3', { baseRef: 'main' }),
  'workflow-dispatch': onMain('workflow_dispatch'),
  'workflow-dispatch-branch': onBranch('workflow_dispatch', 'release/1.x'),
  'workflow-dispatch-tag': onTag('workflow_dispatch', 'v1.2.3'),
  'workflow-run-fork': context('workflow_run', AFTER_RUN),
  'workflow-run-merge-group': context('workflow_run', { ...inQueue(BASE, 'main', 12), ...AFTER_RUN }),
  'workflow-run-pull-request': onPullRequest('workflow_run', { ...AFTER_RUN, baseRef: undefined }),
  'workflow-run-push': onMain('workflow_run', { ...AFTER_RUN, followed: { name: 'main', sha: HEAD } }),
  'workflow-run-release': onTag('workflow_run', 'v1.2.3', AFTER_RUN),
  'workflow-run-without-branch': context('workflow_run', AFTER_RUN),
};
