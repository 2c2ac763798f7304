import { RegistryError } from '../errors.ts';
import { type Digest, digestAlgorithm, isDigest } from '../oci/digest.ts';
import type { Repository } from '../oci/repository.ts';
import type { Tag } from '../oci/tag.ts';
import { type Attempt, invalidAnswer, readRefusal, refusalError } from './answers/answer.ts';
import { describeManifest, requireClaim } from './manifest-claims.ts';
import { headManifest, type StoredManifest } from './manifests.ts';
import type { RegistryClient } from './registry-client.ts';
import { readTagsSet } from './tags-at-once.ts';
import type { HttpResponse } from './transport/http.ts';

/**
 * Refusals that pass: a registry may look for a child or blob in the moment in which another writer links it.
 * Distribution then reads an empty link and says that the digest is invalid (measured with 20 writers on 2.8).
 */
const PASSING: ReadonlySet<string> = new Set(['DIGEST_INVALID', 'MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN']);
/** A manifest is written this often in all where the refusal may pass. */
const TRIES = 4;
/** The first pause before it is written again, in ms; it doubles each time. */
const FIRST_PAUSE = 100;

/** A manifest to be sent, and how often. */
interface PutAttempt {
  readonly manifest: StoredManifest;
  readonly attempt: Attempt;
  readonly tries?: number | undefined;
}

/** Sends a manifest, again where the refusal may pass; gives the answer, or the refusal that stands. */
async function sendManifest(
  client: RegistryClient,
  url: URL,
  { manifest, attempt, tries = TRIES }: PutAttempt,
): Promise<HttpResponse | RegistryError> {
  const headers = { 'content-type': manifest.mediaType };
  for (let count = 1; ; count++) {
    const response = await client.send({ method: 'PUT', url, headers, body: manifest.bytes });
    if (response.status === 201 || response.status === 200 || response.status === 202) return response;
    const refusal = await readRefusal(response);
    if (count >= tries || !PASSING.has(refusal.code)) return refusalError(refusal, attempt);
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
 * @param tries how often it is sent if the refusal may pass: a list that others write too is read again first.
 * @throws {RegistryError} where the registry does not take it, or says that it took another.
 */
export async function putManifest(
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
  manifest: StoredManifest,
  tries?: number,
): Promise<WrittenManifest> {
  const attempt = describeManifest('write', client, repository, reference);
  const url = client.address(repository, `manifests/${reference}`);
  const response = await sendManifest(client, url, { manifest, attempt, tries });
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
  const attempt = describeManifest('write', client, repository, manifest.digest);
  const url = client.address(repository, `manifests/${manifest.digest}`);
  url.search = `?${tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join('&')}`;
  const response = await sendManifest(client, url, { manifest, attempt });
  if (response instanceof RegistryError) throw response;
  await response.discard();
  requireClaim(response, attempt, manifest.digest);
  return response.status === 201 ? readTagsSet(response, tags) : new Set();
}
