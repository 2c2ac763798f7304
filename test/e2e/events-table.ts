/** Rules of all kinds; each says by its tag which one it is. */
export const EVENT_RULES = `
type=schedule
type=semver
type=pep440,pattern={{version}},prefix=py-
type=match,pattern=v(\\d+)\\.,group=1,prefix=m
type=channel
type=edge
type=ref,event=branch
type=ref,event=tag
type=ref,event=pr
on-{{branch}}
at-{{tag}}
to-{{base_ref}}
type=raw,value=default,enable={{is_default_branch}}
type=raw,value=other,enable={{is_not_default_branch}}
type=sha
`;

const MAIN = 'edge sha-860c190 main on-main default';
const VERSION = '1.2.3 1.2 1 latest sha-860c190 py-1.2.3 m1 v1.2.3 at-v1.2.3 other';
const PUSHED_VERSION = '1.2.3 1.2 1 latest sha-860c190 py-1.2.3 m1 v1.2.3 at-v1.2.3 to-main other';
/** Where latest stays: the version's own lines do not. */
const NOT_LATEST = '1.2.3 1.2 1 sha-860c190 py-1.2.3 m1 v1.2.3 at-v1.2.3 other';
/** A pre-release: its full version, and what is written by hand. */
const PRE_RELEASE = '4.0.5 sha-860c190 py-4.0.5 v4.0.5 at-v4.0.5 other';
const PULL_REQUEST = 'pr-7 sha-860c190 to-main other';
/** A raw tag stands for an image rather than a commit does, as with docker/metadata-action. */
const COMMIT = 'other sha-860c190';

/**
 * What every recorded event gives by {@link EVENT_RULES}, where nothing is known of existing tags: the tags in their
 * order, of which the first is the main one.
 */
export const EVENT_TAGS: Readonly<Record<string, string>> = {
  'branch-protection-rule': MAIN,
  'check-run': MAIN,
  'check-suite': MAIN,
  // Unlike with docker/metadata-action a created branch is not the default one.
  'create-branch': 'feature-anvils sha-860c190 on-feature-anvils other',
  'create-tag': VERSION,
  'delete-branch': '',
  'delete-tag': '',
  'deployment-branch': MAIN,
  'deployment-commit': COMMIT,
  'deployment-status-commit': COMMIT,
  'deployment-status-tag': VERSION,
  discussion: MAIN,
  'discussion-comment': MAIN,
  fork: MAIN,
  gollum: MAIN,
  'image-version': MAIN,
  'issue-comment-on-pull-request': MAIN,
  'issues-opened': MAIN,
  label: MAIN,
  'merge-group': 'mq-12 sha-860c190 other',
  'merge-group-release-branch': 'mq-7 sha-860c190 other',
  milestone: MAIN,
  'page-build': MAIN,
  public: MAIN,
  // Its image is still that of the pull request: only branches and latest stay.
  'pull-request-closed': PULL_REQUEST,
  'pull-request-from-fork': PULL_REQUEST,
  'pull-request-labeled-after-merge': PULL_REQUEST,
  'pull-request-merged': PULL_REQUEST,
  // Nothing tells which pull request it was.
  'pull-request-merged-empty': 'to-main sha-4b1f0c7 other',
  'pull-request-opened': PULL_REQUEST,
  'pull-request-release-branch': 'pr-7 sha-860c190 to-release-1.x other',
  'pull-request-review': PULL_REQUEST,
  'pull-request-review-comment': PULL_REQUEST,
  'pull-request-synchronize': PULL_REQUEST,
  'pull-request-target': PULL_REQUEST,
  'pull-request-target-closed': PULL_REQUEST,
  'push-branch': MAIN,
  'push-branch-deleted': '',
  'push-feature-branch': 'feature-anvils sha-860c190 on-feature-anvils other',
  'push-merge-queue-branch': 'mq-12 sha-860c190 other',
  'push-tag': PUSHED_VERSION,
  'push-tag-deleted': '',
  // Without tag-prefix the tag of a component is no version, but it still is a git tag.
  'push-tag-without-base': 'm1 latest sha-860c190 app-v1.2.3 at-app-v1.2.3 other',
  'registry-package': MAIN,
  'release-created': VERSION,
  'release-deleted': '',
  'release-latest': VERSION,
  'release-not-latest': '1.9.1 1.9 1 sha-860c190 py-1.9.1 m1 v1.9.1 at-v1.9.1 other',
  'release-prereleased': PRE_RELEASE,
  'release-published': VERSION,
  'release-published-prerelease': PRE_RELEASE,
  'release-unpublished': '',
  'repository-dispatch': MAIN,
  schedule: 'nightly sha-860c190 edge main on-main default',
  'schedule-without-repository': 'nightly sha-860c190 edge main on-main default',
  status: MAIN,
  watch: MAIN,
  'workflow-call': PUSHED_VERSION,
  'workflow-dispatch': MAIN,
  'workflow-dispatch-branch': 'release-1.x sha-860c190 on-release-1.x other',
  'workflow-dispatch-tag': VERSION,
  // The branch of a fork may be called main too, and says nothing.
  'workflow-run-fork': COMMIT,
  'workflow-run-merge-group': 'mq-12 sha-860c190 other',
  // The payload of the other run does not tell where its pull request goes.
  'workflow-run-pull-request': 'pr-7 sha-860c190 other',
  // It speaks of an earlier commit: edge and main stay.
  'workflow-run-push': 'on-main sha-860c190 default',
  'workflow-run-release': NOT_LATEST,
  'workflow-run-without-branch': COMMIT,
};
