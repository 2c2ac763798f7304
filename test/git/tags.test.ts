import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { readEvent } from '../../src/event/event.ts';
import { listGitTags } from '../../src/git/tags.ts';
import { FORBIDDEN, type GitHubAnswer, RATE_LIMITED, startGitHub, UNAUTHORIZED } from '../github/github-server.ts';
import { cloneRepository, makeRepository, makeWorkspace, type TestRepository } from './git-repository.ts';

const PATH = '/repos/acme/shop/git/matching-refs';
const EVENT = readEvent({ GITHUB_API_URL: 'https://api.github.com', GITHUB_REPOSITORY: 'acme/shop' }, {});

function refs(...names: readonly string[]): readonly unknown[] {
  return names.map((name) => ({
    ref: `refs/tags/${name}`,
    node_id: 'MDM6UmVmcmVmcy9oZWFkcy9mZWF0dXJlQQ==',
    url: `https://api.github.com/repos/acme/shop/git/refs/tags/${name}`,
    object: { type: 'commit', sha: '860c1904a1ce19322e91ac35af1ab07466440c37' },
  }));
}

describe('the git tags on GitHub', () => {
  it.each([
    ['without brackets', '/repositories/1/git/refs?page=2; rel="next"'],
    ['cut short', '</repositories/1/git/refs?page=2; rel="next"'],
  ])('whose next page is named %s are an error and never a part of them', async (_, link) => {
    const answer = { body: refs('app/v1.10.0'), headers: { link } };
    await using github = await startGitHub({ [`${PATH}/tags/app/?per_page=100`]: answer });
    await expect(listGitTags('app/', { event: github.event(), environment: {}, token: 'secret' })).rejects.toThrow(
      'the list goes on at an address that cannot',
    );
  });

  it('come page by page, with the token', async () => {
    await using github = await startGitHub({
      [`${PATH}/tags/app/?per_page=100`]: {
        body: refs('app/v1.10.0', 'app/v1.2.3'),
        headers: { link: `<{url}${PATH}/tags%2Fapp%2F?per_page=100&page=2>; rel="next"` },
      },
      [`${PATH}/tags/app/?per_page=100&page=2`]: { body: refs('app/v1.9.0') },
    });
    const source = { event: github.event(), environment: {}, token: 'secret' };
    expect(await listGitTags('app/', source)).toEqual(['app/v1.10.0', 'app/v1.2.3', 'app/v1.9.0']);
    expect(github.requests).toHaveLength(2);
    expect(github.headers[0]).toMatchObject({ authorization: 'Bearer secret' });
    expect(github.headers[0]?.userAgent).toMatch(/^sealift\//);
  });

  it('are all of them without a prefix', async () => {
    await using github = await startGitHub({ [`${PATH}/tags?per_page=100`]: { body: refs('v1.2.3', 'app/v2.0.0') } });
    const source = { event: github.event(), environment: {}, token: 'secret' };
    expect(await listGitTags('', source)).toEqual(['app/v2.0.0', 'v1.2.3']);
  });

  it('may be none', async () => {
    await using github = await startGitHub({ [`${PATH}/tags/app/?per_page=100`]: { body: [] } });
    expect(await listGitTags('app/', { event: github.event(), environment: {}, token: 'secret' })).toEqual([]);
  });

  it.each<[string, GitHubAnswer | undefined, string]>([
    ['nothing like it', undefined, 'GitHub answered 404 ("Not Found - https://docs.github.com/rest"); give the job'],
    ['a refusal', FORBIDDEN, 'GitHub answered 403 ("Resource not accessible by integration'],
    ['a wrong token', UNAUTHORIZED, 'GitHub answered 401 ("Bad credentials"); give a github-token that is valid'],
    ['a limit', RATE_LIMITED, '; wait for the limit to pass, or give a github-token'],
    ['a failure', { status: 502, body: { message: 'Bad Gateway' } }, '502 ("Bad Gateway"); run the step again'],
  ])('are an error, never an empty list: %s', async (_, answer, words) => {
    await using github = await startGitHub(answer === undefined ? {} : { [`${PATH}/tags/v?per_page=100`]: answer });
    const error = await listGitTags('v', { event: github.event(), environment: {}, token: 'secret' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(`Cannot list the git tags of acme/shop: `);
    expect(String(error)).toContain(words);
    expect(String(error)).toMatch(/, or set existing-tags to "registry"$/);
  });

  it('are an error where GitHub cannot be reached', async () => {
    const github = await startGitHub({});
    const event = github.event();
    await github[Symbol.asyncDispose]();
    await expect(listGitTags('v', { event, environment: {}, token: 'secret' })).rejects.toThrow(
      /^Cannot list the git tags of acme\/shop: GitHub could not be reached \(.+\); run the step again, or/,
    );
  });
});

describe('the git tags of the checkout', () => {
  function list(repository: TestRepository, prefix = ''): Promise<readonly string[]> {
    return listGitTags(prefix, { event: EVENT, environment: repository.environment, token: undefined });
  }

  it('count where there is no token', async () => {
    using repository = makeRepository();
    repository.commit();
    for (const tag of ['v1.2.3', 'app/v1.2.3', 'app/v1.10.0', 'apple', 'a*b'])
      repository.git('tag', tag.replace('*', '+'));
    expect(await list(repository, 'app/')).toEqual(['app/v1.10.0', 'app/v1.2.3']);
    expect(await list(repository)).toEqual(['a+b', 'app/v1.10.0', 'app/v1.2.3', 'apple', 'v1.2.3']);
  });

  it('match a prefix literally', async () => {
    using repository = makeRepository();
    repository.commit();
    repository.git('tag', 'app/v1.2.3');
    expect(await list(repository, 'a*/')).toEqual([]);
    expect(await list(repository, 'a.p')).toEqual([]);
  });

  it('may be none where all of the history is there', async () => {
    using repository = makeRepository();
    repository.commit();
    expect(await list(repository)).toEqual([]);
  });

  it('are unknown in a shallow checkout of a branch', async () => {
    using origin = makeRepository();
    origin.commit();
    origin.git('tag', 'v1.2.2');
    origin.commit();
    using clone = cloneRepository(origin);
    await expect(list(clone)).rejects.toThrow(
      'Cannot list the git tags: the checkout is shallow and was made without the other tags; give github-token, or fetch them by "fetch-depth: 0" (or "fetch-tags: true") of actions/checkout',
    );
  });

  it('are unknown in a shallow checkout of one tag', async () => {
    using origin = makeRepository();
    origin.commit();
    origin.git('tag', 'v1.2.2');
    origin.commit();
    origin.git('tag', 'v1.2.3');
    using clone = cloneRepository(origin, '--depth=1', '--branch=v1.2.3');
    expect(clone.git('tag')).toBe('v1.2.3');
    await expect(list(clone)).rejects.toThrow('the checkout is shallow');
  });

  it('are known in a shallow checkout that fetched them', async () => {
    using origin = makeRepository();
    origin.commit();
    origin.git('tag', 'v1.2.2');
    origin.commit();
    using clone = cloneRepository(origin);
    clone.git('fetch', '--quiet', '--depth=1', '--tags');
    expect(await list(clone)).toEqual(['v1.2.2']);
  });

  it('are unknown where there is no checkout', async () => {
    using workspace = makeWorkspace();
    await expect(list(workspace)).rejects.toThrow('is no checkout');
  });
});
