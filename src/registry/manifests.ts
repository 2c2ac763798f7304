import {
  type Digest,
  type DigestAlgorithm,
  digestAlgorithm,
  digestOf,
  isDigest,
  tryParseDigest,
} from '../oci/digest.ts';
import { ACCEPT_MANIFESTS } from '../oci/media-type.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import { formatBytes } from '../util/format.ts';
import type { RegistryClient } from './client.ts';
import { type Attempt, invalidAnswer, refused } from './errors.ts';
import { type HttpResponse, isElsewhere, readBody } from './transport/http.ts';

/** In bytes: every registry accepts this (distribution-spec, "Pushing Manifests"); larger ones are not read. */
export const MAX_MANIFEST = 4 * 1024 * 1024;

/** A manifest as the registry keeps it; its bytes are promoted unchanged. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** A media type that fits a header; lists may contain anything. */
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

interface ReadOptions {
  /** How to compute the digest behind a tag; sha256 by default. */
  readonly tagAlgorithm?: DigestAlgorithm | undefined;
  /** A further media type: registries hide types that are not requested. */
  readonly accept?: string | undefined;
}

/** Undefined if it does not exist; throws a RegistryError if the bytes do not match the digest, or are too large. */
export async function getManifest(
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
  options: DigestAlgorithm | ReadOptions = {},
): Promise<StoredManifest | undefined> {
  const { tagAlgorithm = 'sha256', accept } = typeof options === 'string' ? { tagAlgorithm: options } : options;
  const attempt = describeManifest('read', client, repository, reference);
  const url = client.address(repository, `manifests/${reference}`);
  const further = accept !== undefined && MEDIA_TYPE.test(accept) ? `, ${accept}` : '';
  const headers = { accept: ACCEPT_MANIFESTS + further };
  const response = await client.send({ method: 'GET', url, headers });
  noteTagsAtOnce(client, response);
  if (response.status === 404) {
    await response.discard();
    return undefined;
  }
  if (response.status !== 200) throw await refused(response, attempt);
  const bytes = await readBody(response, MAX_MANIFEST);
  if (bytes === undefined) {
    const length = Number(response.header('content-length') ?? 0);
    const size = length > MAX_MANIFEST ? `has ${formatBytes(length)}` : `has more than ${formatBytes(MAX_MANIFEST)}`;
    const reason = `the manifest ${size}, and registries need not take more than ${formatBytes(MAX_MANIFEST)}`;
    const remedy = 'build the image with fewer platforms or annotations';
    throw invalidAnswer(attempt, reason, 'too-large', remedy);
  }
  const algorithm = isDigest(reference) ? digestAlgorithm(reference) : tagAlgorithm;
  const digest = digestOf(bytes, algorithm);
  if (isDigest(reference) && digest !== reference) {
    throw invalidAnswer(attempt, `the bytes that came have the digest ${digest}`, 'digest-mismatch');
  }
  requireClaim(response, attempt, digest);
  return { mediaType: response.header('content-type') ?? '', digest, bytes };
}

/** Whether bytes begin as a JSON object does, after white space. */
function mayBeManifest(bytes: Uint8Array): boolean {
  return bytes.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) === 0x7b;
}

/** After these answers to HEAD the manifest is read; 412 is from Harbor for violations of a project's policy. */
const READ_INSTEAD: ReadonlySet<number> = new Set([200, 403, 405, 412]);

/**
 * Undefined only if it does not exist: other refusals are never taken for "not there".
 *
 * @param tagAlgorithm if the registry names a digest of another algorithm, the manifest is read.
 */
export async function headManifest(
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
  tagAlgorithm?: DigestAlgorithm,
): Promise<Digest | undefined> {
  const attempt = describeManifest('look up', client, repository, reference);
  const url = client.address(repository, `manifests/${reference}`);
  const response = await client.send({ method: 'HEAD', url, headers: { accept: ACCEPT_MANIFESTS } });
  noteTagsAtOnce(client, response);
  await response.discard();
  // The answer of another host after a redirect says nothing of the manifest: storage may sign only for GET.
  const isRefusedElsewhere = response.status !== 200 && isElsewhere(response, url);
  if (response.status === 404 && !isRefusedElsewhere) return undefined;
  const digest = claimedDigest(response);
  const algorithm = isDigest(reference) ? undefined : tagAlgorithm;
  const isComparable = digest !== undefined && (algorithm === undefined || digestAlgorithm(digest) === algorithm);
  if (response.status === 200 && isComparable) {
    if (isDigest(reference) && digest !== reference && digestAlgorithm(digest) === digestAlgorithm(reference)) {
      throw invalidAnswer(attempt, `the registry answers with the digest ${digest}`, 'digest-mismatch');
    }
    return isDigest(reference) ? reference : digest;
  }
  // Some registries refuse HEAD or omit the digest; a read finds it, or the reason.
  if (isRefusedElsewhere || READ_INSTEAD.has(response.status)) {
    const read = await getManifest(client, repository, reference, tagAlgorithm);
    // Nobody reads the bytes: an empty answer, or what a proxy put in its place, would pass for what the tag holds.
    if (read !== undefined && !mayBeManifest(read.bytes)) throw invalidAnswer(attempt, 'the registry sent no manifest');
    return read?.digest;
  }
  throw await refused(response, attempt);
}

/** Describes an operation on a manifest, for errors. */
export function describeManifest(
  doing: string,
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
): Attempt {
  const separator = isDigest(reference) ? '@' : ':';
  return { registry: client.registry, what: `${doing} ${formatRepository(repository)}${separator}${reference}` };
}

/** Returns the digest in `Docker-Content-Digest`, if it is valid. */
export function claimedDigest(response: HttpResponse): Digest | undefined {
  const digests = response.headers('docker-content-digest').map(tryParseDigest);
  return digests.find((digest) => digest !== undefined);
}

/** @throws {RegistryError} if the registry claims another digest than we know. */
export function requireClaim(response: HttpResponse, attempt: Attempt, expected: Digest): void {
  for (const claimed of response.headers('docker-content-digest').map(tryParseDigest)) {
    if (claimed === undefined || claimed === expected) continue;
    if (digestAlgorithm(claimed) !== digestAlgorithm(expected)) continue;
    const reason = `the registry says that its digest is ${claimed}, but it is ${expected}`;
    throw invalidAnswer(attempt, reason, 'digest-mismatch');
  }
}

/** Every registry that sets several tags with a manifest takes so many (distribution-spec, end-7b). */
export const MOST_TAGS_AT_ONCE = 10;

const KNOWN = new WeakMap<RegistryClient, 'likely' | 'no'>();

/**
 * Learns whether a registry may set several tags with one manifest. CNCF Distribution and its like, which announce
 * themselves in a header, accept the request but set no tag: each would be wasted.
 */
function noteTagsAtOnce(client: RegistryClient, answer: HttpResponse): void {
  if (KNOWN.has(client)) return;
  KNOWN.set(client, answer.header('docker-distribution-api-version') === undefined ? 'likely' : 'no');
}

export function mayTagAtOnce(client: RegistryClient): boolean {
  return KNOWN.get(client) === 'likely';
}

/** Records that a registry ignored such a request. */
export function noteNoTagsAtOnce(client: RegistryClient): void {
  KNOWN.set(client, 'no');
}

/** Reads the tags that a registry has set (`OCI-Tag`, one header each or a list). */
export function readTagsSet(answer: HttpResponse, asked: readonly Tag[]): ReadonlySet<Tag> {
  const named = new Set(answer.headers('oci-tag').flatMap((value) => value.split(',').map((part) => part.trim())));
  return new Set(asked.filter((tag) => named.has(tag)));
}
