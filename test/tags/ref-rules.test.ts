import { describe, expect, test } from 'vitest';
import { shortHash } from '../../src/tags/compose.ts';
import { compute, heldBackOf, type Known, unmatchedOf, wantedOf } from './support.ts';

const BRANCH = 'type=ref,event=branch';
const TAG = 'type=ref,event=tag';
const PR = 'type=ref,event=pr';

function branch(name: string, more: Known = {}): Known {
  return { ref: `refs/heads/${name}`, ...more };
}

describe('refs', () => {
  test.each<[string, Known, string]>([
    [BRANCH, branch('main'), 'main'],
    [`${BRANCH},unique=true`, branch('feature/a'), `feature-a-${shortHash('feature/a')}`],
    [BRANCH, branch('日本'), `branch-${shortHash('日本')}`],
    [`${BRANCH},prefix=x-`, branch('日本'), `x-branch-${shortHash('日本')}`],
    [BRANCH, branch('release/1.2'), 'release-1.2'],
    [BRANCH, branch('1.x'), '1.x'],
    [`${BRANCH},prefix=b-`, branch('dev'), 'b-dev'],
    [PR, { ref: 'refs/pull/7/merge' }, 'pr-7'],
    [`${PR},prefix=p`, { ref: 'refs/pull/7/merge' }, 'p7'],
    [PR, { mergeGroup: 12 }, 'mq-12'],
    [`${PR},prefix=p`, { mergeGroup: 12 }, 'p12'],
    [PR, { ref: 'refs/pull/7/merge', flavor: 'prefix=x-\nsuffix=-y' }, 'pr-7-y'],
    ['type=edge', branch('main'), 'edge'],
    ['type=edge,branch=dev', branch('dev'), 'edge'],
    ['type=edge,prefix=x-', branch('main'), 'x-edge'],
    [TAG, { ref: 'refs/tags/a/b' }, 'a-b latest'],
    [`${TAG},unique=true`, { ref: 'refs/tags/a/b' }, `a-b-${shortHash('a/b')} latest`],
  ])('%s with %j gives %j', (rules, known, tags) => {
    expect(wantedOf(compute(rules, known)).split(' ').toSorted()).toEqual(tags.split(' ').toSorted());
  });

  test.each<[string, Known, string]>([
    [BRANCH, branch('1'), 'the branch "1" would shadow a version'],
    [BRANCH, branch('v1.2'), 'the branch "v1.2" would shadow a version'],
    [BRANCH, branch('1.2.3'), 'the branch "1.2.3" would shadow a version'],
    [BRANCH, branch('1.2.3-rc.1'), 'the branch "1.2.3-rc.1" would shadow a version'],
    [BRANCH, branch('v2.0.0+x'), 'the branch "v2.0.0+x" would shadow a version'],
    [`${BRANCH},suffix=-alpine`, branch('2.0.0'), 'the branch "2.0.0" would shadow a version'],
    [`${BRANCH},prefix=v`, branch('2'), 'the branch "2" would shadow a version'],
    [`${BRANCH},prefix=1.`, branch('x-2.0'), ''],
    [BRANCH, branch('latest'), 'the branch "latest" would shadow a version'],
    [BRANCH, { ref: 'refs/tags/v1' }, 'the event has no branch'],
    [BRANCH, { mergeGroup: 12 }, 'a merge queue has no branch of its own; type=ref,event=pr names it'],
    [BRANCH, { isPromotion: true }, 'a promotion knows no branch, and its tags describe the image'],
    [TAG, { isPromotion: true }, 'a promotion knows no branch, and its tags describe the image'],
    [TAG, branch('main'), 'the event has no git tag'],
    [TAG, { ref: 'refs/tags/日本' }, '"日本" has no character that a tag may have'],
    [PR, branch('main'), 'the event has no pull request'],
    ['type=edge', branch('dev'), 'the event is not on the branch "main"'],
    ['type=edge', { ref: 'refs/tags/v1' }, 'the event is not on the branch "main"'],
    [
      'type=edge',
      branch('main', { defaultBranch: undefined }),
      'the default branch is not known; name one with branch=NAME',
    ],
    ['type=edge', { isPromotion: true }, 'a promotion knows no branch, and its tags describe the image'],
  ])('%s with %j matches nothing: %s', (rules, known, reason) => {
    expect(unmatchedOf(compute(rules, known)).join()).toBe(reason);
  });

  test.each<[string, Known, string, string, boolean, boolean | undefined]>([
    [BRANCH, branch('main'), 'main', 'branch', true, false],
    [`${BRANCH},strict=true`, branch('main'), 'main', 'branch', true, true],
    [`${BRANCH},immutable=true`, branch('main'), 'main', 'branch', false, false],
    ['type=edge,strict=true', branch('main'), 'edge', 'edge', true, true],
    [PR, { ref: 'refs/pull/7/merge' }, 'pr-7', 'pr', true, undefined],
    [`${PR},immutable=true`, { ref: 'refs/pull/7/merge' }, 'pr-7', 'pr', false, undefined],
    [TAG, { ref: 'refs/tags/x' }, 'x', 'git-tag', true, undefined],
    [TAG, { ref: 'refs/tags/v1.2' }, 'v1.2', 'git-tag', true, undefined],
    [TAG, { ref: 'refs/tags/v1.2.3' }, 'v1.2.3', 'git-tag', false, undefined],
    [`${TAG},suffix=-x`, { ref: 'refs/tags/v1.2.3' }, 'v1.2.3-x', 'git-tag', false, undefined],
    [`${TAG},prefix=x-`, { ref: 'refs/tags/v1.2.3' }, 'x-v1.2.3', 'git-tag', false, undefined],
    [TAG, { ref: 'refs/tags/app/v1.2.3' }, 'app-v1.2.3', 'git-tag', false, undefined],
    [`${TAG},immutable=false`, { ref: 'refs/tags/v1.2.3' }, 'v1.2.3', 'git-tag', true, undefined],
  ])('%s with %j gives %s, a %s that may move: %s, strictly: %s', (rules, known, tag, kind, mutable, strict) => {
    const [first] = compute(rules, { ...known, flavor: 'latest=false' }).candidates;
    expect([first?.tag, first?.kind, first?.mutable, first?.strict]).toEqual([tag, kind, mutable, strict]);
  });

  test.each([BRANCH, 'type=edge'])('%s stays where the event may not move tags', (rules) => {
    const computed = compute(rules, branch('main', { movesNothing: 'the pull request is closed' }));
    expect(computed.candidates).toEqual([]);
    expect(heldBackOf(computed)).toEqual([`${rules === BRANCH ? 'main' : 'edge'}: the pull request is closed`]);
  });

  test.each<[string, string, string, string]>([
    ['v1.9.1', '', '2.0.1', 'v1.9.1'],
    ['v1.9.1', '', 'v2.0.1', 'v1.9.1'],
    ['v1.9.1', '', 'v2.0.1-rc.1', 'latest v1.9.1'],
    ['app/v1.9.1', '', 'app-v2.0.1', 'app-v1.9.1'],
    ['app-v1.9.1', 'app-', 'app-v2.0.1', 'app-v1.9.1'],
    ['app-v1.9.1', '', 'app-v2.0.1', 'app-v1.9.1'],
    ['app-v1.9.1', '', 'web-v2.0.1 3.0.0', 'app-v1.9.1 latest'],
    ['app1.9.1', '', 'app2.0.1', 'app1.9.1'],
    ['app-v1.9.1-rc.1', '', '', 'app-v1.9.1-rc.1'],
    ['v1.9.1-rc.1', '', '', 'v1.9.1-rc.1'],
    ['app/v1.0.0-x.1', '', '', 'app-v1.0.0-x.1'],
  ])('latest of the git tag %s with the prefix %j where %j exists', (tag, tagPrefix, names, tags) => {
    const { candidates } = compute(TAG, { ref: `refs/tags/${tag}`, tagPrefix }, names);
    expect(
      candidates
        .map((each) => each.tag)
        .toSorted()
        .join(' '),
    ).toBe(tags);
  });
});
