import type { EventContext } from '../event/event.ts';
import { canAskGitHub, openGitHub } from './github-api.ts';

/**
 * Tells whether the event's release is the one that GitHub shows as the latest of its repository.
 *
 * @returns undefined where it cannot be known: no release, no token, or no answer.
 */
export async function isLatestRelease(event: EventContext, token: string | undefined): Promise<boolean | undefined> {
  const { name, gitTag, makeLatest } = event;
  if (name !== 'release' || gitTag === undefined) return undefined;
  if (makeLatest !== undefined) return makeLatest;
  if (!canAskGitHub(event, token)) return undefined;
  try {
    const api = await openGitHub(event, token);
    if (api === undefined) return undefined;
    const { octokit, owner, repo } = api;
    const { data } = await octokit.rest.repos.getLatestRelease({ owner, repo });
    return data.tag_name === gitTag.name;
  } catch {
    // 404 stands for a repository without a full release as well as for a token that may not read it.
    return undefined;
  }
}
