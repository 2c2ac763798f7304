import { RegistryError } from '../errors.ts';
import { findLabels, readConfig } from '../image/config.ts';
import { readGraph } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { holdableDigests, revisionsOf } from '../policy/holdable.ts';
import type { HeldImage } from '../policy/holds.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';

/**
 * Reads by what an image may be held: its manifests and, by one config, its commit.
 *
 * @throws {RegistryError} if it is not there, not whole, or malformed.
 */
export async function readHeldImage(
  client: RegistryClient,
  repository: Repository,
  digest: Digest,
): Promise<HeldImage> {
  const root = await getManifest(client, repository, digest);
  if (root === undefined) {
    throw new RegistryError({
      what: `read ${formatRepository(repository)}@${digest}`,
      reason: 'the repository has no such image',
      remedy: 'promote it again',
      code: 'not-found',
      status: 404,
    });
  }
  const graph = await readGraph(client, repository, root);
  const labels = findLabels(graph, await readConfig(client, repository, { graph }));
  return { digests: holdableDigests(graph), revisions: revisionsOf(labels) };
}
