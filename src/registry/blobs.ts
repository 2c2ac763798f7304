import { createHash } from 'node:crypto';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestHex, digestOf } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { type Attempt, invalidAnswer, refused } from './answer.ts';
import type { RegistryClient } from './registry-client.ts';
import { readBody } from './transport/http.ts';

function describe(doing: string, client: RegistryClient, repository: Repository, digest: Digest): Attempt {
  return { registry: client.registry, doing: `${doing} blob ${digest} of ${formatRepository(repository)}` };
}

/** Tells whether a repository has a blob. */
export async function hasBlob(client: RegistryClient, repository: Repository, digest: Digest): Promise<boolean> {
  const response = await client.send({ method: 'HEAD', url: client.address(repository, `blobs/${digest}`) });
  await response.discard();
  if (response.status === 200) return true;
  if (response.status === 404) return false;
  throw await refused(response, describe('look up', client, repository, digest));
}

/**
 * Passes a stream on while counting and hashing it.
 *
 * One chunk is held back: where length or digest are wrong the stream breaks before its last byte, so whoever
 * receives it never sees a well-formed end.
 */
async function* verified(
  source: AsyncIterable<Uint8Array>,
  blob: Pick<Descriptor, 'digest' | 'size'>,
  attempt: Attempt,
): AsyncGenerator<Uint8Array> {
  const hash = createHash(digestAlgorithm(blob.digest));
  let length = 0;
  let held: Uint8Array | undefined;
  for await (const chunk of source) {
    length += chunk.byteLength;
    if (length > blob.size) break;
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (length !== blob.size) {
    const reason = `${length > blob.size ? 'more' : 'fewer'} bytes came than the ${blob.size} that its descriptor names`;
    throw invalidAnswer(attempt, reason, 'digest-mismatch');
  }
  if (hash.digest('hex') !== digestHex(blob.digest)) {
    throw invalidAnswer(attempt, 'the bytes that came have another digest', 'digest-mismatch');
  }
  if (held !== undefined) yield held;
}

/**
 * Opens a blob as a stream that is checked while it is read.
 *
 * @returns undefined where the repository does not have it.
 */
export async function openBlob(
  client: RegistryClient,
  repository: Repository,
  blob: Pick<Descriptor, 'digest' | 'size'>,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const attempt = describe('read', client, repository, blob.digest);
  const response = await client.send({ method: 'GET', url: client.address(repository, `blobs/${blob.digest}`) });
  if (response.status === 404) {
    await response.discard();
    return undefined;
  }
  if (response.status !== 200) throw await refused(response, attempt);
  return verified(response.body, blob, attempt);
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
  blob: Pick<Descriptor, 'digest' | 'size'> & { readonly limit: number },
): Promise<Uint8Array | undefined> {
  if (blob.size > blob.limit) return undefined;
  const attempt = describe('read', client, repository, blob.digest);
  const response = await client.send({ method: 'GET', url: client.address(repository, `blobs/${blob.digest}`) });
  if (response.status === 404) {
    await response.discard();
    return undefined;
  }
  if (response.status !== 200) throw await refused(response, attempt);
  const bytes = await readBody(response, blob.limit);
  if (bytes === undefined || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) {
    throw invalidAnswer(attempt, 'the bytes that came have another digest', 'digest-mismatch');
  }
  return bytes;
}
