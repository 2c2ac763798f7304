import { parseJsonObject } from '../oci/json.ts';
import type { GitHubClient } from './client.ts';
import { readId } from './failure.ts';
import { attemptEach, type GitHubPublisher, type PublishContext, type PublishItem, troubleOf } from './publisher.ts';

const CREATING = { verb: 'create', noun: 'attestation', nameOf: ({ destination }: PublishItem) => destination.uri };

const UNSIGNED = {
  reason: 'the record is not signed',
  remedy: 'let the records be signed: give the job "id-token: write"',
};

/** GitHub's attestations: the signed records. */
export function openAttestationPublisher({ client, isRequired, note }: PublishContext): GitHubPublisher {
  return {
    begin: async () => undefined,
    async succeed(items) {
      const unsigned = items.filter(({ bundle }) => bundle === undefined);
      const signed = items.filter(({ bundle }) => bundle !== undefined);
      const work = async ({ bundle = new Uint8Array() }: PublishItem) => createAttestation(client, bundle);
      const attempts = await attemptEach(signed, 'attestations: write', work);
      if (unsigned.length === 0) return troubleOf(attempts, CREATING);
      if (!isRequired) {
        note('Records that are not signed are not given to GitHub as attestations');
        return troubleOf(attempts, CREATING);
      }
      const missing = [...attempts.missing, ...unsigned].map(CREATING.nameOf);
      return { ...CREATING, count: items.length, missing, failure: attempts.failure ?? UNSIGNED };
    },
    fail: async () => undefined,
  };
}

/**
 * Gives a signed record to GitHub's attestations (GitHub, "Create an attestation").
 *
 * It is found there by the digests of its subjects, whatever becomes of the registry. GitHub keeps bundles that are
 * signed keyless; of private repositories, only in Enterprise Cloud.
 */
export async function createAttestation(client: GitHubClient, bundle: Uint8Array): Promise<string> {
  const body = { bundle: parseJsonObject(bundle) };
  return readId(await client.send({ method: 'POST', path: `${client.home}/attestations`, body }));
}
