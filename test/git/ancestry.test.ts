import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/event/event.ts';
import { compareCommits } from '../../src/git/ancestry.ts';
import { FORBIDDEN, startGitHub } from '../github/github-server.ts';
import { cloneRepository, makeRepository, makeWorkspace } from './git-repository.ts';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const NOWHERE = { event: readEvent({}, {}), token: undefined };

/** What GitHub answers to a comparison, as far as it matters. */
function comparison(status: string): { readonly body: unknown } {
  return {
    body: {
      url: 'https://api.github.com/repos/acme/shop/compare/b...a',
      status,
      ahead_by: 1,
      behind_by: 0,
      commits: [],
    },
  };
}

describe('commits in the checkout', () => {
  it('stand to each other as git says', async () => {
    using repository = makeRepository();
    const root = repository.commit();
    const tip = repository.commit();
    repository.git('checkout', '--quiet', '-b', 'other', root);
    const other = repository.commit();
    const { environment } = repository;
    const compare = (ours: string, theirs: string) => compareCommits({ ours, theirs }, { ...NOWHERE, environment });
    expect(await compare(tip, root)).toBe('ahead');
    expect(await compare(root, tip)).toBe('behind');
    expect(await compare(other, tip)).toBe('diverged');
    expect(await compare(tip, tip)).toBe('identical');
    expect(await compare(tip, A)).toBe('unknown');
  });

  it('are unknown where the history was cut off, unless it shows enough', async () => {
    using origin = makeRepository();
    const root = origin.commit();
    const middle = origin.commit();
    const tip = origin.commit();
    using clone = cloneRepository(origin, '--depth=2', '--no-tags');
    clone.git('fetch', '--quiet', '--depth=1', 'origin', root);
    const source = { ...NOWHERE, environment: clone.environment };
    expect(await compareCommits({ ours: tip, theirs: middle }, source)).toBe('ahead');
    expect(await compareCommits({ ours: middle, theirs: tip }, source)).toBe('behind');
    expect(await compareCommits({ ours: tip, theirs: root }, source)).toBe('unknown');
  });

  it('cost GitHub no request', async () => {
    using repository = makeRepository();
    const [theirs, ours] = [repository.commit(), repository.commit()];
    await using github = await startGitHub({});
    const source = { event: github.event(), environment: repository.environment, token: 'secret' };
    expect(await compareCommits({ ours, theirs }, source)).toBe('ahead');
    expect(github.requests).toEqual([]);
  });
});

describe('commits on GitHub', () => {
  it.each([
    ['ahead', 'ahead'],
    ['behind', 'behind'],
    ['diverged', 'diverged'],
    ['identical', 'identical'],
    ['strange', 'unknown'],
  ])('are %s', async (status, expected) => {
    using workspace = makeWorkspace();
    await using github = await startGitHub({ [`/repos/acme/shop/compare/${B}...${A}?per_page=1`]: comparison(status) });
    const source = { event: github.event(), environment: workspace.environment, token: 'secret' };
    expect(await compareCommits({ ours: A, theirs: B }, source)).toBe(expected);
    expect(github.requests).toHaveLength(1);
  });

  it('are unknown where they are not there, or may not be seen', async () => {
    using workspace = makeWorkspace();
    await using github = await startGitHub({ [`/repos/acme/shop/compare/${A}...${B}?per_page=1`]: FORBIDDEN });
    const source = { event: github.event(), environment: workspace.environment, token: 'secret' };
    expect(await compareCommits({ ours: A, theirs: B }, source)).toBe('unknown');
    expect(await compareCommits({ ours: B, theirs: A }, source)).toBe('unknown');
    expect(github.requests).toHaveLength(2);
  });

  it.each(['main', '860c190', '', '--help'])('are never asked for by %j', async (theirs) => {
    await using github = await startGitHub({});
    const source = { event: github.event(), environment: {}, token: 'secret' };
    expect(await compareCommits({ ours: A, theirs }, source)).toBe('unknown');
    expect(github.requests).toEqual([]);
  });

  it('are unknown without a token, a checkout and git', async () => {
    const source = { ...NOWHERE, environment: { GITHUB_WORKSPACE: '/nowhere' } };
    expect(await compareCommits({ ours: A, theirs: B }, source)).toBe('unknown');
  });
});
