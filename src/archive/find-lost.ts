import type { ArchivedContent } from '../attestation/predicates/archive.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/concurrency.ts';

/** What is looked up concurrently. */
const AT_ONCE = 8;

/** A repository, and the client for it. */
export interface ArchivePlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
}

/** Looks up all that an image holds, by digest; manifests are read and hashed. Returns what is not there. */
export async function findLost(
  contents: readonly ArchivedContent[],
  { client, repository }: ArchivePlace,
): Promise<readonly Digest[]> {
  const found = await eachAtMost(AT_ONCE, contents, async ({ digest, size, role }) => {
    if (role === 'blob') return hasBlob(client, repository, digest, size);
    return (await getManifest(client, repository, digest))?.bytes.byteLength === size;
  });
  return contents.filter((_, index) => found[index] !== true).map(({ digest }) => digest);
}
