import { describe, expect, it } from 'vitest';
import { isLatestRelease } from '../../../src/action/git/github-release.ts';
import { readRecordedEvent } from '../../support/events.ts';
import { FORBIDDEN, type GitHubAnswer, startGitHub } from '../github-server.ts';

const LATEST = '/repos/acme/shop/releases/latest';

function release(tag: string): GitHubAnswer {
  return { body: { id: 17372790, tag_name: tag, name: tag, draft: false, prerelease: false, assets: [] } };
}

describe('the latest release', () => {
  it.each<[string, string, GitHubAnswer | undefined, boolean | undefined]>([
    ['the event is of it', 'release-published', release('v1.2.3'), true],
    ['the event is of another', 'release-published', release('v2.0.0'), false],
    ['there is none', 'release-published', undefined, undefined],
    ['it may not be seen', 'release-published', FORBIDDEN, undefined],
  ])('%s', async (_, name, answer, expected) => {
    await using github = await startGitHub(answer === undefined ? {} : { [LATEST]: answer });
    const { environment, payload } = readRecordedEvent(name);
    expect(await isLatestRelease(github.event(environment, payload), 'secret')).toBe(expected);
    expect(github.requests).toEqual([`GET ${LATEST}`]);
  });

  it.each([
    ['the release says so itself', 'release-latest', 'secret', true],
    ['the release says that it is not', 'release-not-latest', 'secret', false],
    ['the event is no release', 'push-tag', 'secret', undefined],
    ['there is no token', 'release-published', undefined, undefined],
  ])('is not asked for where %s', async (_, name, token, expected) => {
    await using github = await startGitHub({ [LATEST]: release('v1.2.3') });
    const { environment, payload } = readRecordedEvent(name);
    expect(await isLatestRelease(github.event(environment, payload), token)).toBe(expected);
    expect(github.requests).toEqual([]);
  });
});
