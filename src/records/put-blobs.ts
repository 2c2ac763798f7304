import type { RecordArtifact } from '../attestation/artifact.ts';
import { EMPTY_BLOB } from '../attestation/artifact.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import { startUpload, uploadBlob } from '../registry/blobs/upload.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getOrMake } from '../util/memo.ts';

type SmallBlob = RecordArtifact['blobs'][number];

async function putBlob(client: RegistryClient, repository: Repository, { descriptor, bytes }: SmallBlob) {
  const { digest, size } = descriptor;
  const location = await startUpload(client, repository, digest);
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  await uploadBlob(client, repository, { digest, size, location, source });
}

/** The empty config is in most repositories already, and is not written again. */
async function putEmpty(client: RegistryClient, repository: Repository): Promise<void> {
  if (await hasBlob(client, repository, EMPTY_BLOB.descriptor.digest)) return;
  await putBlob(client, repository, EMPTY_BLOB);
}

/** The empty configs that were sent ahead, by repository. */
const ahead = new WeakMap<RegistryClient, Map<string, Promise<void>>>();

/** Sends the config of the next record ahead: it is the same in every record, and the rest depends on the image. */
export function sendConfigAhead(client: RegistryClient, repository: Repository): void {
  const own = getOrMake(ahead, client, () => new Map<string, Promise<void>>());
  const sent = getOrMake(own, formatRepository(repository), () => putEmpty(client, repository));
  // What fails here is tried again with the record.
  sent.catch(() => undefined);
}

async function finishEmpty(client: RegistryClient, repository: Repository): Promise<void> {
  const own = ahead.get(client);
  const name = formatRepository(repository);
  const sent = own?.get(name);
  own?.delete(name);
  const isThere = await sent?.then(
    () => true,
    () => false,
  );
  if (isThere !== true) await putEmpty(client, repository);
}

/** Uploads what records hold, each blob once. */
export async function putBlobs(
  client: RegistryClient,
  repository: Repository,
  blobs: readonly SmallBlob[],
): Promise<void> {
  const distinct = new Map(blobs.map((blob) => [blob.descriptor.digest, blob]));
  await Promise.all(
    [...distinct.values()].map((blob) =>
      blob.descriptor.digest === EMPTY_BLOB.descriptor.digest
        ? finishEmpty(client, repository)
        : putBlob(client, repository, blob),
    ),
  );
}
