import { type Digest, digestAlgorithm, digestOf } from '../../oci/digest.ts';
import type { Repository } from '../../oci/repository.ts';
import { invalidAnswer, refused } from '../answers/answer.ts';
import type { RegistryClient } from '../registry-client.ts';
import { readBody } from '../transport/http.ts';
import { type BlobIdentity, describeBlob, requestBlob } from './blob-request.ts';

/**
 * Tells whether a repository has a blob.
 *
 * @param size in bytes, where it is known: what has another length is not this blob.
 */
export async function hasBlob(
  client: RegistryClient,
  repository: Repository,
  digest: Digest,
  size?: number,
): Promise<boolean> {
  const response = await client.send({ method: 'HEAD', url: client.address(repository, `blobs/${digest}`) });
  await response.discard();
  if (response.status === 404) return false;
  if (response.status !== 200) throw await refused(response, describeBlob('look up', client, repository, digest));
  const length = response.header('content-length');
  return size === undefined || length === undefined || Number(length) === size;
}

/**
 * Reads a small blob, such as a config, into memory.
 *
 * @param limit in bytes; a larger blob is not read.
 * @returns undefined where it is missing or larger.
 */
export async function readBlob(
  client: RegistryClient,
  repository: Repository,
  blob: BlobIdentity & { readonly limit: number },
): Promise<Uint8Array | undefined> {
  if (blob.size > blob.limit) return undefined;
  const response = await requestBlob(client, repository, blob);
  if (response === undefined) return undefined;
  const bytes = await readBody(response, blob.limit);
  if (bytes === undefined || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) {
    const attempt = describeBlob('read', client, repository, blob.digest);
    throw invalidAnswer(attempt, 'the bytes that came have another digest', 'digest-mismatch');
  }
  return bytes;
}
