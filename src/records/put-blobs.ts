import type { RecordArtifact } from '../attestation/artifact.ts';
import { OCI_EMPTY } from '../oci/media-type.ts';
import type { Repository } from '../oci/reference.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import { startUpload, uploadBlob } from '../registry/blobs/upload.ts';
import type { RegistryClient } from '../registry/client.ts';

type SmallBlob = RecordArtifact['blobs'][number];

/** Uploads a small blob; the empty config is in most repositories already, and is not written again. */
async function putBlob(client: RegistryClient, repository: Repository, { descriptor, bytes }: SmallBlob) {
  const { digest, size, mediaType } = descriptor;
  if (mediaType === OCI_EMPTY && (await hasBlob(client, repository, digest))) return;
  const location = await startUpload(client, repository, digest);
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  await uploadBlob(client, repository, { digest, size, location, source });
}

/** Uploads what records hold, each blob once. */
export async function putBlobs(
  client: RegistryClient,
  repository: Repository,
  blobs: readonly SmallBlob[],
): Promise<void> {
  const distinct = new Map(blobs.map((blob) => [blob.descriptor.digest, blob]));
  await Promise.all([...distinct.values()].map((blob) => putBlob(client, repository, blob)));
}
