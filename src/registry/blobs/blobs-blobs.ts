import { type Digest, digestAlgorithm, digestOf } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer, refused } from '../errors.ts';
import { type HttpResponse, isElsewhere, readBody } from '../transport/http.ts';
import { type BlobIdentity, describeBlob, OTHER_BYTES, requestBlob } from './blobs.ts';
import { embeddedData } from './embedded-data.ts';

/** Returns how long a blob is by the answer to a request for its first byte; undefined where that is not said. */
function lengthOf(response: HttpResponse): number | undefined {
  const range = /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(response.header('content-range') ?? '')?.[1];
  const length = range ?? (response.status === 200 ? response.header('content-length') : undefined);
  return length === undefined ? undefined : Number(length);
}

/**
 * Asks for the first byte of a blob, where storage behind the registry has refused a HEAD: its addresses may be signed for
 * GET alone, and then its refusal says nothing of the blob.
 *
 * @returns false where the storage refuses this too: what may be there is sent again.
 */
async function hasFirstByte(client: RegistryClient, url: URL, size: number | undefined): Promise<boolean> {
  const response = await client.send({ method: 'GET', url, headers: { range: 'bytes=0-0' } });
  await response.discard();
  // A blob of no bytes has no first one.
  if (response.status !== 200 && response.status !== 206 && response.status !== 416) return false;
  const length = lengthOf(response);
  return size === undefined ? length !== undefined || response.status !== 416 : (length ?? size) === size;
}

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
  const url = client.address(repository, `blobs/${digest}`);
  const response = await client.send({ method: 'HEAD', url });
  await response.discard();
  if (response.status !== 200 && isElsewhere(response, url)) return await hasFirstByte(client, url, size);
  if (response.status === 404) return false;
  if (response.status !== 200) throw await refused(response, describeBlob('look up', client, repository, digest));
  const length = response.header('content-length');
  return size === undefined || length === undefined || Number(length) === size;
}

/**
 * Reads a small blob, such as a config, into memory; where the repository lacks it, what its descriptor carries.
 *
 * @param limit in bytes; a larger blob is not read.
 * @returns undefined where it is missing or larger.
 */
export async function readBlob(
  client: RegistryClient,
  repository: Repository,
  blob: BlobIdentity & { readonly limit: number; readonly data?: string },
): Promise<Uint8Array | undefined> {
  if (blob.size > blob.limit) return undefined;
  const response = await requestBlob(client, repository, blob);
  if (response === undefined) return embeddedData(blob);
  const bytes = await readBody(response, blob.limit);
  if (bytes === undefined || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) {
    const attempt = describeBlob('read', client, repository, blob.digest);
    throw invalidAnswer(attempt, 'the bytes that came have another digest', 'digest-mismatch', OTHER_BYTES);
  }
  return bytes;
}
