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

/** The size that every registry takes (distribution-spec, "Pushing Manifests"), in bytes; larger ones are not read. */
export const MAX_MANIFEST = 4 * 1024 * 1024;

/** A manifest as the registry keeps it: the bytes are what is promoted, and never written anew. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** A media type as a header may hold it; what a list says may be anything. */
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

interface ReadOptions {
  /** How the digest of what a tag stands for is computed; by sha256 if nothing is said. */
  readonly tagAlgorithm?: DigestAlgorithm | undefined;
  /** A further media type that is taken: registries hide what is not asked for. */
  readonly accept?: string | undefined;
}

/**
 * Reads a manifest and checks its digest.
 *
 * @param options how the digest of what a tag stands for is computed, or more.
 * @returns undefined if the registry has no such manifest or repository.
 * @throws {RegistryError} if the bytes are not what the digest says, or too large.
 */
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

/** Answers to HEAD after which the manifest is read; by the last, Harbor keeps back what breaks a project's policy. */
const READ_INSTEAD: ReadonlySet<number> = new Set([200, 403, 405, 412]);

/**
 * Asks which digest a tag or digest stands for.
 *
 * @param tagAlgorithm how that digest is computed: where the registry names one of another algorithm, it is read.
 * @returns undefined if it does not exist. Any other refusal is an error and never taken for "not there".
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
  // What another host answers, to which we were sent, says nothing of the manifest: storage may sign for GET alone.
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
  // Some registries refuse HEAD or leave the digest out; reading the manifest tells it all the same, or says why not.
  if (isRefusedElsewhere || READ_INSTEAD.has(response.status)) {
    return (await getManifest(client, repository, reference, tagAlgorithm))?.digest;
  }
  throw await refused(response, attempt);
}

/** Says what is done to a manifest, for errors. */
export function describeManifest(
  doing: string,
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
): Attempt {
  const separator = isDigest(reference) ? '@' : ':';
  return { registry: client.registry, what: `${doing} ${formatRepository(repository)}${separator}${reference}` };
}

/**
 * Returns the digest that a registry names (`Docker-Content-Digest`); undefined if it names none. What is no digest,
 * such as one in quotes, says nothing.
 */
export function claimedDigest(response: HttpResponse): Digest | undefined {
  for (const value of response.headers('docker-content-digest')) {
    const digest = tryParseDigest(value);
    if (digest !== undefined) return digest;
  }
  return undefined;
}

/**
 * Checks a digest that a registry claims against the one that we know.
 *
 * @throws {RegistryError} if they differ.
 */
export function requireClaim(response: HttpResponse, attempt: Attempt, expected: Digest): void {
  for (const value of response.headers('docker-content-digest')) {
    const claimed = tryParseDigest(value);
    const isAbout = claimed !== undefined && digestAlgorithm(claimed) === digestAlgorithm(expected);
    if (!isAbout || claimed === expected) continue;
    const reason = `the registry says that its digest is ${claimed}, but it is ${expected}`;
    throw invalidAnswer(attempt, reason, 'digest-mismatch');
  }
}

/** So many tags every registry takes with one manifest that takes several (distribution-spec, end-7b). */
export const MOST_TAGS_AT_ONCE = 10;

const KNOWN = new WeakMap<RegistryClient, 'likely' | 'no'>();

/**
 * Learns from a registry's answer whether it may set several tags with one manifest.
 *
 * Those that come from CNCF Distribution or do as it does say so in a header; they take the request and set no tag.
 * To ask them would cost a request each time.
 */
function noteTagsAtOnce(client: RegistryClient, answer: HttpResponse): void {
  if (KNOWN.has(client)) return;
  KNOWN.set(client, answer.header('docker-distribution-api-version') === undefined ? 'likely' : 'no');
}

/** Whether it is of use to ask for several tags at once. */
export function mayTagAtOnce(client: RegistryClient): boolean {
  return KNOWN.get(client) === 'likely';
}

/** Remembers that a registry did not do it. */
export function noteNoTagsAtOnce(client: RegistryClient): void {
  KNOWN.set(client, 'no');
}

/** Reads which tags a registry says that it has set (`OCI-Tag`, a header for each or a list). */
export function readTagsSet(answer: HttpResponse, asked: readonly Tag[]): ReadonlySet<Tag> {
  const named = new Set(answer.headers('oci-tag').flatMap((value) => value.split(',').map((part) => part.trim())));
  return new Set(asked.filter((tag) => named.has(tag)));
}
