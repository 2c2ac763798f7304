import { RegistryError, type SealiftError } from '../errors.ts';
import { createAttestation } from '../github/attestations.ts';
import { openGitHubClient } from '../github/client.ts';
import { explainFailure } from '../github/failure.ts';
import type { HoldInputs } from '../inputs/hold.ts';
import type { HoldPlan } from '../promotion/write-hold.ts';
import type { CommandContext } from './context.ts';

/**
 * Gives a signed hold, or its end, to GitHub's attestations too, if the pipeline file has that place on: a push cannot
 * strip it there.
 *
 * @returns what it could not be given for, if the file requires the place; else that is a warning.
 */
export async function keepAtGitHub(
  { bundle, record }: Pick<HoldPlan, 'bundle' | 'record'>,
  { pipeline: { gitHub }, githubToken, command }: Pick<HoldInputs, 'pipeline' | 'githubToken' | 'command'>,
  { event, environment, logger }: Pick<CommandContext, 'event' | 'environment' | 'logger'>,
): Promise<readonly SealiftError[]> {
  if (gitHub.attestations === 'off' || bundle === undefined) return [];
  const client = openGitHubClient(event, githubToken, { environment });
  try {
    if (client === undefined) throw new Error('there is no token for it');
    await createAttestation(client, bundle);
    return [];
  } catch (error) {
    const { reason, remedy } = explainFailure(error, 'attestations: write');
    const failure = new RegistryError({
      what: `give the record ${record} of command ${command} to GitHub's attestations`,
      reason,
      remedy,
      code: 'refused',
    });
    if (gitHub.attestations === 'required') return [failure];
    logger.warn(failure.message);
    return [];
  }
}
