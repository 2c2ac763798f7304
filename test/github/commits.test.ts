import { describe, expect, it } from 'vitest';
import { openGitHubClient } from '../../src/github/client.ts';
import { readCommits } from '../../src/github/commits.ts';
import { type GitHubOptions, startGitHub } from '../support/github/github.ts';
import type { HeldCommit } from '../support/github/state.ts';
import { startGitHub as startAnswers } from './github-server.ts';

const sha = (index: number): string => index.toString(16).padStart(40, '0');
const commitsOf = (count: number): readonly HeldCommit[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ sha: sha(index), message: `Change ${index}\n\nMore` },
    login: index % 2 === 0 ? 'mona' : null,
  }));

async function read(
  commits: readonly HeldCommit[],
  [before, after]: readonly [number, number],
  options?: GitHubOptions,
) {
  await using gitHub = await startGitHub(options);
  gitHub.state.commits.push(...commits);
  const event = gitHub.event();
  const client = openGitHubClient(event, gitHub.token);
  if (client === undefined || event.apiUrl === undefined) throw new Error('there is no client');
  return await readCommits(client, event.apiUrl, {
    owner: 'acme',
    repo: 'shop',
    before: sha(before),
    after: sha(after),
  });
}

describe('readCommits', () => {
  it('counts commits and people, and keeps the newest', async () => {
    const { newest, ...counts } = await read(commitsOf(40), [0, 30]);
    expect(counts).toEqual({ total: 30, lost: 0, people: 2 });
    expect(newest).toHaveLength(20);
    expect(newest[0]).toEqual({ sha: sha(30), subject: 'Change 30', author: 'mona' });
    expect(newest[1]?.author).toBeNull();
  });

  it('counts what an older revision lacks', async () => {
    expect(await read(commitsOf(9), [7, 4])).toEqual({ total: 0, lost: 3, people: 0, newest: [] });
  });

  it('counts more commits than GitHub lists', async () => {
    const { total, newest } = await read(commitsOf(400), [0, 399]);
    expect([total, newest[0]?.subject]).toEqual([399, 'Change 399']);
  });

  it('cuts what is too long', async () => {
    const [first, ...others] = commitsOf(2);
    const long = others.map((each) => ({ ...each, message: 'x'.repeat(5000) }));
    const { newest } = await read([...(first ? [first] : []), ...long], [0, 1]);
    expect(newest[0]?.subject).toHaveLength(200);
  });

  it.each<[string, GitHubOptions]>([
    ['the token may not read', { denied: ['contents: read'] }],
    ['a limit is used up', { faults: [{ route: 'compare-commits', kind: 'used-up' }] }],
    ['GitHub fails', { faults: [{ route: 'compare-commits', kind: 'server-error' }] }],
    ['the connection is dropped', { faults: [{ route: 'compare-commits', kind: 'dropped' }] }],
  ])('gives up at once if %s', async (_, options) => {
    await expect(read(commitsOf(3), [0, 2], options)).rejects.toThrow();
  });

  it.each<[string, unknown]>([
    ['a list', []],
    ['no commits', { total_commits: 1, behind_by: 0 }],
    ['a commit without SHA', { total_commits: 1, behind_by: 0, commits: [{}] }],
    ['a SHA that is none', { total_commits: 1, behind_by: 0, commits: [{ sha: '](https://evil.test)' }] }],
    ['a negative count', { total_commits: -1, behind_by: 0, commits: [] }],
    ['a count that is text', { total_commits: '<b>', behind_by: 0, commits: [] }],
  ])('refuses an answer with %s', async (_, body) => {
    await using server = await startAnswers({ [`/repos/acme/shop/compare/${sha(1)}...${sha(2)}`]: { body } });
    const event = server.event();
    const client = openGitHubClient(event, 'token');
    if (client === undefined) throw new Error('there is no client');
    const ends = { owner: 'acme', repo: 'shop', before: sha(1), after: sha(2) };
    await expect(readCommits(client, server.url, ends)).rejects.toThrow(/^GitHub's answer/);
  });
});
