import { RegistryError, reword } from '../errors.ts';
import { type Digest, digestAlgorithm, isDigest } from '../oci/digest.ts';
import { isJsonObject, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import type { Repository, Tag } from '../oci/reference.ts';
import { retry } from '../util/retry.ts';
import { quote, safeText } from '../util/safe-text.ts';
import type { RegistryClient } from './client.ts';
import type { ErrorEntry } from './error-document.ts';
import { type Attempt, type ErrorResponse, invalidAnswer, readErrorResponse, responseError } from './errors.ts';
import { CONTENT_UNKNOWN, findLayersElsewhere, findRefusedElsewhere, type LayersElsewhere } from './foreign-layers.ts';
import {
  claimedDigest,
  describeManifest,
  headManifest,
  readTagsSet,
  requireClaim,
  type StoredManifest,
} from './manifests.ts';
import type { HttpResponse } from './transport/http.ts';

/**
 * Refusals that pass: a registry may look for a child or blob in the moment in which another writer links it.
 * Distribution then reads an empty link and says that the digest is invalid (measured with 20 writers on 2.8); Harbor says
 * of a child that was written a moment ago that the manifest is unknown (goharbor/harbor#23945).
 */
const PASSING: ReadonlySet<string> = new Set([...CONTENT_UNKNOWN, 'DIGEST_INVALID']);

/** A manifest is written this often in all where the refusal may pass. */
const TRIES = 4;

/** The first pause before it is written again, in ms; it doubles each time. */
const FIRST_PAUSE = 100;

/** How registries refuse a manifest for what is in it, such as a field that they do not know. */
const ABOUT_CONTENT: ReadonlySet<number> = new Set([400, 415, 422]);

/** Whether a refusal may pass. A failing status was tried again already, beneath. */
function mayPass({ status, errors }: ErrorResponse): boolean {
  return status < 500 && errors.some(({ code }) => PASSING.has(code));
}

function subjectOf({ bytes }: StoredManifest): string | undefined {
  try {
    const subject = property(parseJsonObject(bytes), 'subject');
    return isJsonObject(subject) ? stringProperty(subject, 'digest') : undefined;
  } catch {
    return undefined;
  }
}

/** Says what to do about a refusal that has a cause of its own in the manifest; other refusals keep their words. */
function explainManifest(
  refusal: ErrorResponse,
  manifest: StoredManifest,
  { error, elsewhere }: { readonly error: RegistryError; readonly elsewhere: LayersElsewhere },
): RegistryError {
  const { words, code } = error;
  if (words === undefined) return error;
  const host = findRefusedElsewhere(refusal.errors, elsewhere);
  if (host !== undefined) {
    const reason = `a layer of it is kept elsewhere, at ${quote(host)}, and ${words.reason}`;
    const remedy =
      "have that address allowed in the registry's configuration (CNCF Distribution: validation.manifests.urls.allow), or build the image on a base without such layers";
    return reword(error, { ...words, reason, remedy });
  }
  const subject = ABOUT_CONTENT.has(refusal.status) && code === 'refused' ? subjectOf(manifest) : undefined;
  if (subject === undefined || mayPass(refusal)) return error;
  const what = `${words.what}, which is attached to ${safeText(subject, 140)}`;
  const remedy =
    'if this registry takes no manifest with a "subject", set "record: off" to write no record there, and "referrers: false" to copy no referrers';
  return reword(error, { ...words, what, remedy });
}

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
  let known: LayersElsewhere | undefined;
  const elsewhere = (): LayersElsewhere => {
    known ??= findLayersElsewhere(manifest.bytes);
    return known;
  };
  const isFinal = (errors: readonly ErrorEntry[]) => findRefusedElsewhere(errors, elsewhere()) !== undefined;
  const until = (answer: HttpResponse | ErrorResponse) =>
    !('errors' in answer) || !mayPass(answer) || isFinal(answer.errors);
  const answer = await retry(client.clock, { tries, pause: FIRST_PAUSE, jitter: true, until }, async () => {
    const response = await client.send({ method: 'PUT', url, headers, body: manifest.bytes, isFinal });
    return [200, 201, 202].includes(response.status) ? response : await readErrorResponse(response);
  });
  if (!('errors' in answer)) return answer;
  return explainManifest(answer, manifest, { error: responseError(answer, attempt), elsewhere: elsewhere() });
}

/**
 * Whether an answer says that the manifest was written: by its status (distribution-spec, "Pushing Manifests"), or
 * by its digest where a registry gives another status. A portal or cache that answers 200 to everything says neither.
 */
function provesWrite(response: HttpResponse): boolean {
  return response.status === 201 || claimedDigest(response) !== undefined;
}

function describeWrite(client: RegistryClient, repository: Repository, reference: Tag | Digest): Attempt {
  return { ...describeManifest('write', client, repository, reference), isWrite: true };
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
 * @throws {RegistryError} if the registry does not take it, or says that it took another.
 */
export async function putManifest(
  client: RegistryClient,
  repository: Repository,
  reference: Tag | Digest,
  manifest: StoredManifest,
  tries?: number,
): Promise<WrittenManifest> {
  const attempt = describeWrite(client, repository, reference);
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
  const isConfirmed = claimedDigest(response) === manifest.digest || !provesWrite(response);
  return { subject: response.header('oci-subject'), isConfirmed };
}

/**
 * Writes a manifest under its digest and several tags with one request (distribution-spec, end-7b).
 *
 * @returns the tags that the registry says it has set: none where it does not know this, and the manifest is there all
 *   the same.
 * @throws {RegistryError} if the registry does not take it.
 */
export async function putManifestWithTags(
  client: RegistryClient,
  repository: Repository,
  manifest: StoredManifest,
  tags: readonly Tag[],
): Promise<ReadonlySet<Tag>> {
  const attempt = describeWrite(client, repository, manifest.digest);
  const url = client.address(repository, `manifests/${manifest.digest}`);
  url.search = `?${tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join('&')}`;
  const response = await sendManifest(client, url, { manifest, attempt });
  if (response instanceof RegistryError) throw response;
  await response.discard();
  requireClaim(response, attempt, manifest.digest);
  return response.status === 201 ? readTagsSet(response, tags) : new Set();
}

/** How often a registry is asked in all for what it took a moment ago: replicas lag (GHCR up to 5 s, geo-replicated ACR). */
const LOOKS = 6;

/** The first pause between these, in ms; it doubles each time, to some 6 s in all. */
const FIRST_LOOK_PAUSE = 200;

/**
 * Looks whether a registry has what was just written, again and again where it does not yet: only what it has not
 * after some seconds is missing.
 *
 * @returns what the tag or digest stands for at last: the expected digest, another, or undefined for nothing.
 */
export async function confirmManifest(
  client: RegistryClient,
  repository: Repository,
  written: { readonly reference: Tag | Digest; readonly digest: Digest },
): Promise<Digest | undefined> {
  const { reference, digest } = written;
  const options = { tries: LOOKS, pause: FIRST_LOOK_PAUSE, until: (found?: Digest) => found === digest };
  return await retry(client.clock, options, () => headManifest(client, repository, reference, digestAlgorithm(digest)));
}
