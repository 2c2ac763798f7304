import type { EventContext, RepositoryFacts } from './event.ts';
import type { Logger } from './logger.ts';

/**
 * Completes what is known of the repository from GitHub's API, where the event's payload does not describe it
 * (`schedule`, for one). Labels are worth a request, but not a failed build: what cannot be had is left out.
 */
export async function completeRepository(
  event: EventContext,
  token: string | undefined,
  logger: Logger,
): Promise<RepositoryFacts | undefined> {
  const { repository, knowsRepository } = event;
  const [owner, repo] = repository?.fullName.split('/') ?? [];
  if (repository === undefined || knowsRepository || !token || !owner || !repo) return repository;
  try {
    // Loaded here alone: it would double the time that every other run takes to start.
    const { getOctokit } = await import('@actions/github');
    const { data } = await getOctokit(token).rest.repos.get({ owner, repo });
    const license = data.license?.spdx_id;
    return {
      ...repository,
      ...(data.description ? { description: data.description } : {}),
      ...(data.homepage ? { homepage: data.homepage } : {}),
      ...(license && license !== 'NOASSERTION' ? { license } : {}),
    };
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? ` (${error.status})` : '';
    logger.warn(
      `Cannot read the repository's description and licence from GitHub${status}: the labels go without them; give the job "contents: read"`,
    );
    return repository;
  }
}
