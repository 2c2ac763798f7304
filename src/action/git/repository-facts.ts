import type { EventContext, RepositoryFacts } from '../event/event.ts';
import type { Logger } from '../logger.ts';
import { explainGitHubFailure, openGitHub } from './github-api.ts';

/**
 * Completes what is known of the repository from GitHub's API, where the event's payload does not describe it
 * (older servers' `schedule`, for one). Labels are worth a request, but not a failed build: what cannot be had is left
 * out.
 */
export async function completeRepository(
  event: EventContext,
  token: string | undefined,
  logger: Logger,
): Promise<RepositoryFacts | undefined> {
  const { repository, knowsRepository } = event;
  if (repository === undefined || knowsRepository || !token) return repository;
  try {
    const api = await openGitHub(event, token);
    if (api === undefined) return repository;
    const { octokit, owner, repo } = api;
    const { data } = await octokit.rest.repos.get({ owner, repo });
    const license = data.license?.spdx_id;
    return {
      ...repository,
      ...(data.description ? { description: data.description } : {}),
      ...(data.homepage ? { homepage: data.homepage } : {}),
      ...(license && license !== 'NOASSERTION' ? { license } : {}),
    };
  } catch (error) {
    const { reason, cure } = explainGitHubFailure(error, 'contents: read');
    logger.warn(
      `Cannot read the repository's description and licence: ${reason}, so the labels go without them; ${cure}`,
    );
    return repository;
  }
}
