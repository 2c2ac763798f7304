import { describe, expect, it } from 'vitest';
import type { WaitClock } from '../../src/github/client.ts';
import { followRun } from '../../src/github/followed-push.ts';
import type { JsonObject } from '../../src/oci/json.ts';
import { HEAD } from '../event/event-contexts.ts';
import { readRecordedEvent } from '../support/events.ts';
import { FORBIDDEN, type GitHubAnswer, startGitHub } from './github-server.ts';

const OTHER = 'f'.repeat(40);
const CLOCK: WaitClock = { now: () => 0, sleep: async () => undefined };

function commitOf(kind: 'tags' | 'heads', name: string): string {
  return `/repos/acme/shop/commits/${kind}/${name}`;
}

function on(sha: string): GitHubAnswer {
  return { body: { sha, commit: {} } };
}

/** Changes the run that the recorded event follows. */
function changed(changes: JsonObject): JsonObject {
  const { payload } = readRecordedEvent('workflow-run-push');
  return { ...payload, workflow_run: { ...(payload['workflow_run'] as JsonObject), ...changes } };
}

async function follow(
  changes: JsonObject,
  answers: Readonly<Record<string, GitHubAnswer>> = {},
  {
    workflowRun = 'push',
    token = 'secret',
  }: { readonly workflowRun?: 'ignore' | 'push'; readonly token?: string } = {},
) {
  await using github = await startGitHub(answers);
  const event = github.event(readRecordedEvent('workflow-run-push').environment, changed(changes));
  const followed = await followRun({ event, token, clock: CLOCK }, workflowRun);
  return { ...followed, requests: github.requests };
}

describe('workflow-run: push', () => {
  it('takes a successful run for a push of the default branch for that push, and asks nobody', async () => {
    expect(await follow({})).toMatchObject({
      ...{ ref: 'refs/heads/main', branch: 'main', isDefaultBranch: true, sha: HEAD, checkedOutSha: HEAD },
      ...{ gitTag: undefined, movesTags: { allowed: true }, warnings: [], requests: [] },
    });
  });

  it('takes another branch for one where GitHub has no such git tag on the commit', async () => {
    const expected = { branch: 'release/1.x', isDefaultBranch: false, gitTag: undefined, movesTags: { allowed: true } };
    expect(await follow({ head_branch: 'release/1.x' })).toMatchObject({ ...expected, warnings: [] });
    const elsewhere = { [commitOf('tags', 'release/1.x')]: on(OTHER) };
    expect(await follow({ head_branch: 'release/1.x' }, elsewhere)).toMatchObject({ ...expected, warnings: [] });
  });

  it('takes a git tag for one where GitHub confirms it', async () => {
    const found = await follow({ head_branch: 'v1.2.3' }, { [commitOf('tags', 'v1.2.3')]: on(HEAD) });
    expect(found).toMatchObject({
      ...{ ref: 'refs/tags/v1.2.3', branch: undefined, isDefaultBranch: false, warnings: [] },
      ...{ gitTag: { name: 'v1.2.3', commit: HEAD }, movesTags: { allowed: true } },
      requests: ['GET /repos/acme/shop/commits/tags%2Fv1.2.3', 'GET /repos/acme/shop/commits/heads%2Fv1.2.3'],
    });
  });

  it.each<[string, JsonObject, Readonly<Record<string, GitHubAnswer>>, string, RegExp]>([
    ['failed', { conclusion: 'failure' }, {}, 'secret', /was not a successful one for a push/],
    ['was cancelled', { conclusion: 'cancelled' }, {}, 'secret', /was not a successful one for a push/],
    ['is not over', { conclusion: null }, {}, 'secret', /was not a successful one for a push/],
    ['was for a pull request', { event: 'pull_request' }, {}, 'secret', /was not a successful one for a push/],
    ['was started by hand', { event: 'workflow_dispatch' }, {}, 'secret', /was not a successful one for a push/],
    ['was for a fork', { head_repository: { full_name: 'mallory/shop' } }, {}, 'secret', /was not a successful one/],
    ['has no branch', { head_branch: null }, {}, 'secret', /was not a successful one for a push/],
    [
      'may be for a branch or a git tag of that name',
      { head_branch: 'v1' },
      { [commitOf('tags', 'v1')]: on(HEAD), [commitOf('heads', 'v1')]: on(OTHER) },
      'secret',
      /there are both, so it does not count as a push; delete or rename one of them$/,
    ],
    ['cannot be asked for', { head_branch: 'v1' }, {}, '', /there is no token, so it does not count as a push/],
    [
      'may not be seen',
      { head_branch: 'v1' },
      { [commitOf('tags', 'v1')]: FORBIDDEN },
      'secret',
      /answered 403 .*contents: read/,
    ],
    [
      'is answered by a failure',
      { head_branch: 'v1' },
      { [commitOf('tags', 'v1')]: { status: 502, body: {} } },
      'secret',
      /answered 502 .*does not count as a push/,
    ],
  ])('does not count one that %s, and says so', async (_, changes, answers, token, words) => {
    const found = await follow(changes, answers, { token });
    expect(found.movesTags.allowed).toBe(false);
    expect(found.warnings.at(-1)).toMatch(words);
  });

  it('leaves every other event as it is', async () => {
    await using github = await startGitHub({});
    const { environment, payload } = readRecordedEvent('push-branch');
    const event = github.event(environment, payload);
    expect(await followRun({ event, token: 'secret' }, 'push')).toBe(event);
  });
});

describe('workflow-run: ignore', () => {
  it('moves nothing, and names the cure', async () => {
    const found = await follow({}, {}, { workflowRun: 'ignore' });
    expect(found.movesTags.allowed).toBe(false);
    expect(found.warnings).toEqual([
      'The event "workflow_run" moves neither "latest" nor the tags of branches; set "workflow-run: push" if the run that it follows tested the push that is published here',
    ]);
  });

  it('offers no cure where there is none', async () => {
    expect((await follow({ conclusion: 'failure' }, {}, { workflowRun: 'ignore' })).warnings).toEqual([]);
  });
});
