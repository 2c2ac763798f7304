import { RegistryError } from '../errors.ts';
import {
  type Digest,
  type DigestAlgorithm,
  digestAlgorithm,
  digestOf,
  isDigest,
  tryParseDigest,
} from '../oci/digest.ts';
import { ACCEPT_MANIFESTS } from '../oci/media-type.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import type { Tag } from '../oci/tag.ts';
import { safeText } from '../text/safe-text.ts';
import { type Attempt, invalidAnswer, readRefusal, refusalError, refused } from './answers/answer.ts';
import type { RegistryClient } from './registry-client.ts';
import { noteTagsAtOnce, readTagsSet } from './tags-at-once.ts';
import { type HttpResponse, readBody } from './transport/http.ts';

/** The size that every registry takes (distribution-spec, "Pushing Manifests"), in bytes; larger ones are not read. */
export const MAX_MANIFEST = 4 * 1024 * 1024;

/** A manifest as the registry keeps it: the bytes are what is promoted, and never written anew. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

function describe(doing: string, client: RegistryClient, repository: Repository, reference: Tag | Digest): Attempt {
  const separator = isDigest(reference) ? '@' : ':';
  return { registry: client.registry, doing: `${doing} ${formatRepository(repository)}${separator}${reference}` };
}

/** Checks a digest that a registry claims against the one that we know. */
function requireClaim(response: HttpResponse, attempt: Attempt, expected: Digest): void {
  for (const claimed of response.headers('docker-content-digest')) {
    const parsed = tryParseDigest(claimed);
    const isAbout = parsed === undefined || digestAlgorithm(parsed) === digestAlgorithm(expected);
    if (!isAbout || claimed === expected) continue;
    const reason = `the registry says that its digest is ${safeText(claimed, 140)}, but it is ${expected}`;
    throw invalidAnswer(attempt, reason, 'digest-mismatch');
  }
}

/**
 * Reads a manifest and checks its digest.
 *
 * @param tagAlgorithm how the digest of what a tag stands for is computed.
 * @returns undefined where the registry has no such manifest or repository.
 * @throws {RegistryError} where the bytes are not what the digest says, or too large.
 */
export async function getManifest(
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
  tagAlgorithm: DigestAlgorithm = 'sha256',
): Promise<StoredManifest | undefined> {
  const attempt = describe('read', client, repository, reference);
  const url = client.address(repository, `manifests/${reference}`);
  const response = await client.send({ method: 'GET', url, headers: { accept: ACCEPT_MANIFESTS } });
  noteTagsAtOnce(client, response);
  if (response.status === 404) {
    await response.discard();
    return undefined;
  }
  if (response.status !== 200) throw await refused(response, attempt);
  const bytes = await readBody(response, MAX_MANIFEST);
  if (bytes === undefined) throw invalidAnswer(attempt, 'the manifest is larger than 4 MiB', 'too-large');
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
 * @returns undefined where it does not exist. Any other refusal is an error and never taken for "not there".
 */
export async function headManifest(
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
  tagAlgorithm?: DigestAlgorithm,
): Promise<Digest | undefined> {
  const attempt = describe('look up', client, repository, reference);
  const url = client.address(repository, `manifests/${reference}`);
  const response = await client.send({ method: 'HEAD', url, headers: { accept: ACCEPT_MANIFESTS } });
  noteTagsAtOnce(client, response);
  await response.discard();
  if (response.status === 404) return undefined;
  const digest = tryParseDigest(response.header('docker-content-digest') ?? '');
  const algorithm = isDigest(reference) ? undefined : tagAlgorithm;
  const isComparable = digest !== undefined && (algorithm === undefined || digestAlgorithm(digest) === algorithm);
  if (response.status === 200 && isComparable) {
    if (isDigest(reference) && digest !== reference && digestAlgorithm(digest) === digestAlgorithm(reference)) {
      throw invalidAnswer(attempt, `the registry answers with the digest ${digest}`, 'digest-mismatch');
    }
    return isDigest(reference) ? reference : digest;
  }
  // Some registries refuse HEAD or leave the digest out; reading the manifest tells it all the same, or says why not.
  if (READ_INSTEAD.has(response.status)) {
    return (await getManifest(client, repository, reference, tagAlgorithm))?.digest;
  }
  throw await refused(response, attempt);
}

/**
 * Refusals that pass: a registry may look for a child or blob in the moment in which another writer links it.
 * Distribution then reads an empty link and says that the digest is invalid (measured with 20 writers on 2.8).
 */
const PASSING: ReadonlySet<string> = new Set(['DIGEST_INVALID', 'MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN']);
/** A manifest is written this often in all where the refusal may pass. */
const TRIES = 4;
/** The first pause before it is written again, in ms; it doubles each time. */
const FIRST_PAUSE = 100;

/** Sends a manifest, again where the refusal may pass; gives the answer, or the refusal that stands. */
async function sendManifest(
  client: RegistryClient,
  url: URL,
  { manifest, attempt }: { readonly manifest: StoredManifest; readonly attempt: Attempt },
): Promise<HttpResponse | RegistryError> {
  const headers = { 'content-type': manifest.mediaType };
  for (let count = 1; ; count++) {
    const response = await client.send({ method: 'PUT', url, headers, body: manifest.bytes });
    if (response.status === 201 || response.status === 200 || response.status === 202) return response;
    const refusal = await readRefusal(response);
    if (count === TRIES || !PASSING.has(refusal.code)) return refusalError(refusal, attempt);
    await client.clock.sleep(FIRST_PAUSE * 2 ** (count - 1) * (0.5 + client.clock.random()));
  }
}

/**
 * Tells whether an answer says that the manifest was written: by its status (distribution-spec, "Pushing Manifests"), or
 * by its digest where a registry gives another status. A portal or cache that answers 200 to everything says neither.
 */
function provesWrite(response: HttpResponse): boolean {
  return response.status === 201 || response.header('docker-content-digest') !== undefined;
}

/** What a registry said of a manifest that it took. */
export interface WrittenManifest {
  /** The subject that it says it has indexed (`OCI-Subject`), where it says so. */
  readonly subject: string | undefined;
  /** Whether it named the digest of what it took. Where it did not, only a look tells that it has the same. */
  readonly isConfirmed: boolean;
}

function unwritten({ status }: HttpResponse, holds: Digest | undefined): string {
  return `the registry answers ${status}, but ${holds === undefined ? 'has nothing there' : `${holds} is there`}`;
}

/**
 * Writes a manifest under a digest or a tag, byte by byte as it was read.
 *
 * Registries that keep tags immutable refuse the same manifest too (ECR, Harbor). Where the tag holds it already,
 * because another run was here or an answer was lost, all is done.
 *
 * @throws {RegistryError} where the registry does not take it, or says that it took another.
 */
export async function putManifest(
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
  manifest: StoredManifest,
): Promise<WrittenManifest> {
  const attempt = describe('write', client, repository, reference);
  const url = client.address(repository, `manifests/${reference}`);
  const response = await sendManifest(client, url, { manifest, attempt });
  if (response instanceof RegistryError) {
    if (response.code !== 'tag-immutable' || isDigest(reference)) throw response;
    const holds = await headManifest(client, repository, reference, digestAlgorithm(manifest.digest));
    if (holds !== manifest.digest) throw response;
    return { subject: undefined, isConfirmed: true };
  }
  await response.discard();
  requireClaim(response, attempt, manifest.digest);
  if (!provesWrite(response)) {
    const holds = await headManifest(client, repository, reference, digestAlgorithm(manifest.digest));
    if (holds !== manifest.digest) throw invalidAnswer(attempt, unwritten(response, holds));
  }
  const isConfirmed = response.header('docker-content-digest') === manifest.digest || !provesWrite(response);
  return { subject: response.header('oci-subject'), isConfirmed };
}

/**
 * Writes a manifest under its digest and several tags with one request (distribution-spec, end-7b).
 *
 * @returns the tags that the registry says it has set: none where it does not know this, and the manifest is there all
 *   the same.
 * @throws {RegistryError} where the registry does not take it.
 */
export async function putManifestWithTags(
  client: RegistryClient,
  repository: Repository,
  manifest: StoredManifest,
  tags: readonly Tag[],
): Promise<ReadonlySet<Tag>> {
  const attempt = describe('write', client, repository, manifest.digest);
  const url = client.address(repository, `manifests/${manifest.digest}`);
  url.search = `?${tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join('&')}`;
  const response = await sendManifest(client, url, { manifest, attempt });
  if (response instanceof RegistryError) throw response;
  await response.discard();
  requireClaim(response, attempt, manifest.digest);
  return response.status === 201 ? readTagsSet(response, tags) : new Set();
}
