import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import { canAskGitHub, openGitHub } from '../github/client.ts';
import { tryParseRevision } from '../tags/revision.ts';
import { type Checkout, openCheckout } from './git.ts';

/** How our commit stands to theirs: `ahead` where ours is a descendant of theirs. */
export type Ancestry = 'identical' | 'ahead' | 'behind' | 'diverged' | 'unknown';

/** Two commits by their full SHA. */
export interface CommitPair {
  readonly ours: string;
  readonly theirs: string;
}

/** Where the history may be asked for: the checkout, then GitHub. */
export interface HistorySource {
  readonly event: EventContext;
  readonly environment: Env;
  readonly token: string | undefined;
}

const STATUSES: readonly Ancestry[] = ['identical', 'ahead', 'behind', 'diverged'];

/** Git's yes is always right; its no only where no history was cut off. */
async function compareInCheckout(checkout: Checkout, { ours, theirs }: CommitPair): Promise<Ancestry> {
  for (const sha of [ours, theirs]) {
    if ((await checkout.run('cat-file', '-e', `${sha}^{commit}`)).exitCode !== 0) return 'unknown';
  }
  const [after, before] = await Promise.all([
    checkout.run('merge-base', '--is-ancestor', theirs, ours),
    checkout.run('merge-base', '--is-ancestor', ours, theirs),
  ]);
  if (after.exitCode === 0) return 'ahead';
  if (before.exitCode === 0) return 'behind';
  if (after.exitCode !== 1 || before.exitCode !== 1) return 'unknown';
  const shallow = await checkout.run('rev-parse', '--is-shallow-repository');
  return shallow.stdout.trim() === 'false' ? 'diverged' : 'unknown';
}

async function compareOnGitHub({ ours, theirs }: CommitPair, { event, token }: HistorySource): Promise<Ancestry> {
  if (!canAskGitHub(event, token)) return 'unknown';
  const api = await openGitHub(event, token);
  if (api === undefined) return 'unknown';
  const { octokit, owner, repo } = api;
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...{ owner, repo, basehead: `${theirs}...${ours}` },
    // Only the status counts, not the list of commits.
    per_page: 1,
  });
  return STATUSES.find((status) => status === data.status) ?? 'unknown';
}

/**
 * Tells how our commit stands to theirs, the one that a tag is on (rule R6): asks the checkout first, which costs no
 * request, then GitHub.
 *
 * @returns `unknown` where neither can tell: a history that is not to be had must not fail a build.
 */
export async function compareCommits(pair: CommitPair, source: HistorySource): Promise<Ancestry> {
  const { ours, theirs } = pair;
  if (tryParseRevision(ours) === undefined || tryParseRevision(theirs) === undefined) return 'unknown';
  if (ours === theirs) return 'identical';
  const local = await attempt(() => compareInCheckout(openCheckout(source.environment), pair));
  return local === 'unknown' ? await attempt(() => compareOnGitHub(pair, source)) : local;
}

async function attempt(compare: () => Promise<Ancestry>): Promise<Ancestry> {
  try {
    return await compare();
  } catch {
    return 'unknown';
  }
}
