import { RegistryError } from '../../errors.ts';
import { type Digest, digestAlgorithm, digestOf } from '../../oci/digest.ts';
import type { Descriptor } from '../../oci/manifest.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';
import { quote } from '../../util/safe-text.ts';
import type { RegistryClient } from '../client.ts';
import { type Attempt, invalidAnswer, refused } from '../errors.ts';
import { type HttpResponse, isElsewhere, readBody } from '../transport/http.ts';
import { embeddedData } from './embedded-data.ts';

/** Returns how long a blob is by the answer to a request for its first byte; undefined if that is not said. */
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
 * Whether a repository has a blob.
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
 * @returns undefined if it is missing or larger.
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

/** What of a descriptor says which bytes a blob is. */
export type BlobIdentity = Pick<Descriptor, 'digest' | 'size'>;

/** What helps where a registry has other bytes than a manifest names: to ask again does not. */
export const OTHER_BYTES =
  "build and push the image again, or have the registry's storage checked: its manifest and this blob do not belong together";

/** Says what is being done with a blob, for errors. */
export function describeBlob(doing: string, client: RegistryClient, repository: Repository, digest: Digest): Attempt {
  return { registry: client.registry, what: `${doing} blob ${digest} of ${formatRepository(repository)}` };
}

/**
 * Refuses bytes that cannot be right, before one of them is read: encoded ones, whose hash would be another, and more
 * or fewer than expected.
 */
async function checkBody(response: HttpResponse, expected: number, attempt: Attempt): Promise<void> {
  const encoding = response
    .headers('content-encoding')
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().toLowerCase())
    .find((value) => value !== '' && value !== 'identity');
  if (encoding !== undefined) {
    await response.discard();
    const reason = `the bytes come in the encoding ${quote(encoding)}, which was not requested, and digests are those of plain bytes`;
    const remedy = 'switch compression off there, or in the proxy in front of it';
    throw invalidAnswer(attempt, reason, 'invalid-answer', remedy);
  }
  const length = response.header('content-length');
  if (length === undefined || Number(length) === expected) return;
  await response.discard();
  const reason = `the registry announces ${quote(length)} bytes, but its descriptor says ${expected}`;
  throw invalidAnswer(attempt, reason, 'digest-mismatch', OTHER_BYTES);
}

/** Makes the error for a refusal of the storage that a registry sends us to, which knows nothing of our credentials. */
async function refusedByStorage(response: HttpResponse, { what }: Attempt): Promise<RegistryError> {
  const { status, url } = response;
  await response.discard();
  const reason = `the storage that the registry sends us to, ${quote(url.host)}, answers ${status}`;
  const remedy =
    'run again, and have the storage of the registry checked if that does not help: no credentials are sent there';
  return new RegistryError({ what, reason, remedy, code: status >= 500 ? 'server-error' : 'refused', status });
}

/** Whether a part is all of a blob from one byte on (RFC 9110, section 14.4). */
function isRest(response: HttpResponse, from: number, size: number): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.header('content-range') ?? '');
  if (range === null) return false;
  const [, first, last, total] = range;
  return Number(first) === from && Number(last) === size - 1 && (total === '*' || Number(total) === size);
}

/**
 * Asks for a blob from one of its bytes on, by a Range; where the registry knows no ranges or gives another one, for
 * all of it, of which the beginning is skipped.
 *
 * @returns an answer whose body is those bytes; undefined if the repository does not have the blob.
 * @throws {RegistryError} if it is refused, or what is announced is not this blob.
 */
export async function requestBlob(
  client: RegistryClient,
  repository: Repository,
  blob: BlobIdentity,
  from = 0,
): Promise<HttpResponse | undefined> {
  const attempt = describeBlob('read', client, repository, blob.digest);
  const url = client.address(repository, `blobs/${blob.digest}`);

  async function takeWhole(response: HttpResponse): Promise<HttpResponse | undefined> {
    if (response.status === 404) {
      await response.discard();
      return undefined;
    }
    if (response.status !== 200) {
      throw isElsewhere(response, url) ? await refusedByStorage(response, attempt) : await refused(response, attempt);
    }
    await checkBody(response, blob.size, attempt);
    return from === 0 ? response : { ...response, body: skipBytes(response.body, from) };
  }

  if (from === 0) return await takeWhole(await client.send({ method: 'GET', url }));
  const response = await client.send({ method: 'GET', url, headers: { range: `bytes=${from}-` } });
  if (response.status === 206 && isRest(response, from, blob.size)) {
    await checkBody(response, blob.size - from, attempt);
    return response;
  }
  // A part that was not asked for and a refusal of the range say nothing of the blob.
  if (response.status !== 206 && response.status !== 416) return await takeWhole(response);
  await response.discard();
  return await takeWhole(await client.send({ method: 'GET', url }));
}

/** Leaves out the first bytes of a stream. */
export async function* skipBytes(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of source) {
    if (left < chunk.byteLength) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.byteLength);
  }
}
