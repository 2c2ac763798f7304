import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { confirmManifest } from '../registry/confirm.ts';

/**
 * Requires that a destination has the image by now, whatever it said when it took it.
 *
 * @throws {RegistryError} where it has not.
 */
export async function verifyImage(client: RegistryClient, repository: Repository, digest: Digest): Promise<void> {
  if ((await confirmManifest(client, repository, { reference: digest, digest })) === digest) return;
  throw new RegistryError(
    `Cannot promote to ${formatRepository(repository)}: the registry took ${digest} but does not have it; run again, and tell its administrators if it stays so`,
    { code: 'digest-mismatch', registry: client.registry },
  );
}
