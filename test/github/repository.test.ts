import { describe, expect, it } from 'vitest';
import type { WaitClock } from '../../src/github/client.ts';
import { readReleaseState } from '../../src/github/repository.ts';
import { readRecordedEvent } from '../support/events.ts';
import { FORBIDDEN, type GitHubAnswer, RATE_LIMITED, startGitHub, UNAUTHORIZED } from './github-server.ts';

const LATEST = '/repos/acme/shop/releases/latest';
const BY_TAG = '/repos/acme/shop/releases/tags/v1.2.3';
const UNAVAILABLE: GitHubAnswer = { status: 503, body: { message: 'Service Unavailable' } };

function release(tag: string, prerelease: unknown = false): GitHubAnswer {
  return { body: { id: 17372790, tag_name: tag, name: tag, draft: false, prerelease, assets: [] } };
}

/** A clock on which nothing is waited for. */
function createClock(): WaitClock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  const now = () => slept.reduce((sum, milliseconds) => sum + milliseconds, 0);
  return { slept, now, sleep: async (milliseconds) => void slept.push(milliseconds) };
}

async function ask(
  name: string,
  answers: Readonly<Record<string, GitHubAnswer>>,
  {
    token = 'secret',
    payload,
  }: { readonly token?: string | undefined; readonly payload?: Readonly<Record<string, unknown>> } = {},
) {
  await using github = await startGitHub(answers);
  const recorded = readRecordedEvent(name);
  const clock = createClock();
  const event = github.event(recorded.environment, payload ?? recorded.payload);
  const standing = await readReleaseState({ event, token, clock });
  return { ...standing, requests: github.requests, slept: clock.slept };
}

describe('the latest release', () => {
  it.each<[string, GitHubAnswer | undefined, boolean | undefined]>([
    ['the event is of it', release('v1.2.3'), true],
    ['the event is of another', release('v2.0.0'), false],
    ['there is none', undefined, undefined],
  ])('%s', async (_, answer, makeLatest) => {
    const found = await ask('release-published', answer === undefined ? {} : { [LATEST]: answer });
    expect(found).toMatchObject({ preRelease: false, makeLatest, warnings: [], requests: [`GET ${LATEST}`] });
  });

  it.each<[string, GitHubAnswer, string, string, number]>([
    ['GitHub is down', UNAVAILABLE, 'GitHub answered 503 ("Service Unavailable")', 'run the step again', 3],
    [
      'it may not be seen',
      FORBIDDEN,
      'GitHub answered 403 ("Resource not accessible by integration - https://docs.github.com/rest")',
      'give the job "contents: read"',
      1,
    ],
    [
      'the token is none',
      UNAUTHORIZED,
      'GitHub answered 401 ("Bad credentials")',
      'give a github-token that is valid',
      1,
    ],
    [
      'a limit is used up',
      RATE_LIMITED,
      'GitHub answered 403 ("API rate limit exceeded for installation ID 1.")',
      "wait for the limit to pass, or give a github-token of the job's own",
      3,
    ],
    [
      'there are too many requests',
      { status: 429, body: { message: 'Too Many Requests' } },
      'GitHub answered 429 ("Too Many Requests")',
      "wait for the limit to pass, or give a github-token of the job's own",
      3,
    ],
    ['the answer makes no sense', { body: [] }, "GitHub's answer names no release", 'run the step again', 1],
  ])('is not known where %s: it is no yes', async (_, answer, reason, remedy, tries) => {
    const found = await ask('release-published', { [LATEST]: answer });
    expect(found).toMatchObject({
      preRelease: false,
      makeLatest: 'unknown',
      warnings: [
        `Cannot tell whether the release "v1.2.3" is the latest: ${reason}, so "latest" stays where it is; ${remedy}`,
      ],
    });
    expect(found.requests).toHaveLength(tries);
  });

  it('is not known where GitHub cannot be reached', async () => {
    const github = await startGitHub({});
    const { environment, payload } = readRecordedEvent('release-published');
    const event = github.event(environment, payload);
    await github[Symbol.asyncDispose]();
    const clock = createClock();
    const found = await readReleaseState({ event, token: 'secret', clock });
    expect(found.makeLatest).toBe('unknown');
    expect(found.warnings[0]).toContain('GitHub could not be reached');
    expect(clock.slept).toEqual([1000, 3000]);
  });

  it('is asked for again where GitHub was down for a moment', async () => {
    let asked = 0;
    const answers = {
      get [LATEST]() {
        asked++;
        return asked === 1 ? UNAVAILABLE : release('v1.2.3');
      },
    };
    expect(await ask('release-published', answers)).toMatchObject({ makeLatest: true, warnings: [], slept: [1000] });
  });

  it('goes by versions where there is no token, and says so', async () => {
    const found = await ask('release-published', {}, { token: '' });
    expect(found).toMatchObject({ preRelease: false, makeLatest: undefined, requests: [] });
    expect(found.warnings).toEqual([
      'Cannot tell whether the release "v1.2.3" is the latest on GitHub: there is no token to ask GitHub with, so "latest" goes by versions only; give the input "github-token"',
    ]);
  });

  it.each([
    ['the release says so itself', 'release-latest', { preRelease: false, makeLatest: true }],
    ['the release says that it is not', 'release-not-latest', { preRelease: false, makeLatest: false }],
    ['the release is a pre-release', 'release-prereleased', { preRelease: true, makeLatest: undefined }],
    ['the event is no release', 'push-tag', { preRelease: false, makeLatest: undefined }],
    ['the release was deleted', 'release-deleted', { preRelease: false, makeLatest: undefined }],
  ])('is not asked for where %s', async (_, name, standing) => {
    expect(await ask(name, { [LATEST]: release('v1.2.3') })).toMatchObject({ ...standing, warnings: [], requests: [] });
  });
});

describe('a release that the payload does not describe', () => {
  it.each<[unknown, boolean, boolean | undefined, readonly string[]]>([
    [true, true, undefined, [BY_TAG]],
    [false, false, true, [BY_TAG, LATEST]],
  ])('is asked for: prerelease %s', async (prerelease, preRelease, makeLatest, paths) => {
    const answers = { [BY_TAG]: release('v1.2.3', prerelease), [LATEST]: release('v1.2.3') };
    const found = await ask('release-published', answers, { payload: {} });
    expect(found).toMatchObject({ preRelease, makeLatest, warnings: [], requests: paths.map((path) => `GET ${path}`) });
  });

  it.each<[string, Readonly<Record<string, GitHubAnswer>>, string]>([
    ['GitHub has no such release', {}, 'secret'],
    ['there is no token to ask GitHub with', {}, ''],
    ['GitHub answered 503 ("Service Unavailable")', { [BY_TAG]: UNAVAILABLE }, 'secret'],
  ])('counts as a pre-release where %s', async (reason, answers, token) => {
    const found = await ask('release-published', answers, { payload: {}, token });
    expect(found).toMatchObject({ preRelease: true });
    expect(found.warnings).toHaveLength(1);
    expect(found.warnings[0]).toContain(
      `Cannot tell whether the release "v1.2.3" is a pre-release: the event does not say it, and ${reason}, so it counts as one`,
    );
  });
});
