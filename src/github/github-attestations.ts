import { parseJsonObject } from '../oci/json.ts';
import { readId } from './answer.ts';
import type { GitHubClient } from './github-client.ts';

/** What a job needs to write attestations. */
export const ATTESTATIONS_PERMISSION = 'attestations: write';

/**
 * Gives a signed record to GitHub's attestations (GitHub, "Create an attestation").
 *
 * It is found there by the digests of its subjects, whatever becomes of the registry. GitHub keeps bundles that are
 * signed keyless; of private repositories it keeps them in Enterprise Cloud alone.
 *
 * @param bundle the JSON of a Sigstore bundle.
 * @returns the attestation's id.
 */
export async function createAttestation(client: GitHubClient, bundle: Uint8Array): Promise<string> {
  const body = { bundle: parseJsonObject(bundle) };
  return readId(await client.send({ method: 'POST', path: `${client.home}/attestations`, body }));
}
