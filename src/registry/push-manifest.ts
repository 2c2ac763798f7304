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
 * Passing refusals: a registry may look for a child or blob while another writer links it. Distribution then reads an
 * empty link and calls the digest invalid (measured with 20 writers on 2.8); Harbor calls a child written a moment ago
 * unknown (goharbor/harbor#23945).
 */
const PASSING: ReadonlySet<string> = new Set([...CONTENT_UNKNOWN, 'DIGEST_INVALID']);

/** Attempts if the refusal may pass. */
const TRIES = 4;

/** In ms; doubles each time. */
const FIRST_PAUSE = 100;

/** Refusals of the content, such as a field that the registry does not know. */
const ABOUT_CONTENT: ReadonlySet<number> = new Set([400, 415, 422]);

/** Failing statuses were retried already. */
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

/** Explains refusals caused by the manifest itself; others keep their words. */
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

/** Sends a manifest, again if the refusal may pass; returns the answer or the last refusal. */
async function sendManifest(
  client: RegistryClient,
  url: URL,
  { manifest, attempt }: { readonly manifest: StoredManifest; readonly attempt: Attempt },
  tries = TRIES,
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

/** By its status (distribution-spec, "Pushing Manifests") or a digest; a portal's 200 to everything gives neither. */
function provesWrite(response: HttpResponse): boolean {
  return response.status === 201 || claimedDigest(response) !== undefined;
}

function describeWrite(client: RegistryClient, repository: Repository, reference: Tag | Digest): Attempt {
  return { ...describeManifest('write', client, repository, reference), isWrite: true };
}

export interface WrittenManifest {
  /** The subject that it has indexed (`OCI-Subject`). */
  readonly subject: string | undefined;
  /** Whether its content is certain; otherwise only a lookup tells. */
  readonly isConfirmed: boolean;
}

/**
 * Writes a manifest unchanged under a digest or a tag.
 *
 * Registries with immutable tags refuse even the same manifest (ECR, Harbor). If the tag holds it, by another run or
 * after a lost answer, that is success.
 *
 * @param tries attempts if the refusal may pass; a shared list is read again first.
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
  const response = await sendManifest(client, url, { manifest, attempt }, tries);
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
    const found = holds === undefined ? 'has nothing there' : `${holds} is there`;
    if (holds !== manifest.digest) {
      throw invalidAnswer(attempt, `the registry answers ${response.status}, but ${found}`);
    }
  }
  const isConfirmed = claimedDigest(response) === manifest.digest || !provesWrite(response);
  return { subject: response.header('oci-subject'), isConfirmed };
}

/**
 * Writes a manifest under its digest and several tags with one request (distribution-spec, end-7b).
 *
 * @returns the tags that the registry has set; without support none, although the manifest is there.
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

/** Lookups of a new manifest: replicas lag (GHCR up to 5 s, geo-replicated ACR). */
const LOOKS = 6;

/** In ms; doubles each time, to some 6 s in all. */
const FIRST_LOOK_PAUSE = 200;

/** Only what is missing after some seconds is lost. Returns the last digest found. */
export async function confirmManifest(
  client: RegistryClient,
  repository: Repository,
  written: { readonly reference: Tag | Digest; readonly digest: Digest },
): Promise<Digest | undefined> {
  const { reference, digest } = written;
  const options = { tries: LOOKS, pause: FIRST_LOOK_PAUSE, until: (found?: Digest) => found === digest };
  return await retry(client.clock, options, () => headManifest(client, repository, reference, digestAlgorithm(digest)));
}
