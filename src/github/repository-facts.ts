import type { EventContext } from '../event/event.ts';
import { isJsonObject, type JsonObject, objectProperty, stringProperty } from '../oci/json.ts';
import { canAskGitHub, explainGitHubFailure } from './client.ts';
import type { WaitClock } from './github-client.ts';
import { askGitHub } from './query.ts';

/** What is known of the repository in the end. */
export interface CompletedRepository extends Pick<EventContext, 'repository' | 'defaultBranch'> {
  /** What could not be found out: sentences. */
  readonly warnings: readonly string[];
}

/** What is asked of the repository. */
export interface RepositoryOptions {
  readonly token: string | undefined;
  readonly clock?: WaitClock | undefined;
  /** Whether tags or labels need the default branch, which the event does not tell. */
  readonly asksBranch: boolean;
}

function describe(data: JsonObject): Partial<NonNullable<EventContext['repository']>> {
  const [description, homepage] = ['description', 'homepage'].map((key) => stringProperty(data, key));
  const license = stringProperty(objectProperty(data, 'license') ?? {}, 'spdx_id');
  return {
    ...(description ? { description } : {}),
    ...(homepage ? { homepage } : {}),
    ...(license && license !== 'NOASSERTION' ? { license } : {}),
  };
}

function warnOf({ asksBranch }: RepositoryOptions, reason: string, cure: string): readonly string[] {
  if (asksBranch) {
    return [
      `Cannot tell which branch is the default one: the event does not say it, and ${reason}, so no branch counts as that; ${cure}, or name the branch by "type=edge,branch=NAME"`,
    ];
  }
  return [`Cannot read the repository's description and licence: ${reason}, so the labels go without them; ${cure}`];
}

/**
 * Completes what is known of the repository from GitHub's API, if the event's payload does not describe it (older
 * servers' `schedule`, for one) or does not name the default branch that is needed. It is worth one request, but not a
 * failed build: what cannot be had is left out, and said.
 */
export async function completeRepository(
  event: EventContext,
  options: RepositoryOptions,
): Promise<CompletedRepository> {
  const { repository, defaultBranch, knowsRepository } = event;
  const { token, clock, asksBranch } = options;
  const known = { repository, defaultBranch, warnings: [] };
  if (!asksBranch && (repository === undefined || knowsRepository || !token)) return known;
  if (repository === undefined || !canAskGitHub(event, token)) {
    return asksBranch
      ? { ...known, warnings: warnOf(options, 'there is no token to ask GitHub with', 'give the input "github-token"') }
      : known;
  }
  try {
    const answer = await askGitHub('', { event, token, clock });
    const data = isJsonObject(answer) ? answer : {};
    return {
      repository: knowsRepository ? repository : { ...repository, ...describe(data) },
      defaultBranch: defaultBranch ?? (stringProperty(data, 'default_branch') || undefined),
      warnings: [],
    };
  } catch (error) {
    const { reason, cure } = explainGitHubFailure(error, 'contents: read');
    return { ...known, warnings: warnOf(options, reason, cure) };
  }
}
