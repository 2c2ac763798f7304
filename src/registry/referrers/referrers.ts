import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { FormatError, parseJsonObject, property } from '../../oci/json.ts';
import { type Manifest, parseManifest } from '../../oci/manifest.ts';
import { OCI_INDEX } from '../../oci/media-type.ts';
import { formatRepository, type Repository } from '../../oci/repository.ts';
import { type Attempt, invalidAnswer, refused } from '../answers/answer.ts';
import { openListBudget } from '../answers/list-budget.ts';
import { nextPage } from '../answers/next-page.ts';
import { getManifest, MAX_MANIFEST, type StoredManifest } from '../manifests.ts';
import type { RegistryClient } from '../registry-client.ts';
import { fallbackTag } from './digest-tags.ts';

/** A longer list of referrers is taken for endless (pages). */
const MAX_PAGES = 100;
/** All pages together may have so much (bytes). */
const MAX_LIST = 4 * MAX_MANIFEST;
/** More signatures, SBOMs and records than any one manifest has. */
export const MAX_REFERRERS = 1000;

/** Tells whether a list of referrers is empty in the way of Go's writers: `null` in place of a list (olareg). */
function isNullList(bytes: Uint8Array): boolean {
  return property(parseJsonObject(bytes), 'manifests') === null;
}

function parseIndex(bytes: Uint8Array, contentType: string, attempt: Attempt): readonly Descriptor[] {
  let manifest: Manifest;
  try {
    if (isNullList(bytes)) return [];
    manifest = parseManifest(bytes, contentType);
  } catch (error) {
    throw invalidAnswer(attempt, error instanceof FormatError ? error.message : 'the answer is no index');
  }
  if (manifest.kind !== 'index') throw invalidAnswer(attempt, 'the answer is no index');
  return manifest.manifests;
}

/** What was learned of registries in this run: whether they have the referrers API. */
const knownApis = new WeakMap<RegistryClient, boolean>();

/** Tells whether a registry has the referrers API; undefined where it was not asked yet in this run. */
export function hasReferrersApi(client: RegistryClient): boolean | undefined {
  return knownApis.get(client);
}

/**
 * Asks the referrers API.
 *
 * @param subject a manifest that the repository has: Quay and others refuse to speak of any other.
 * @returns undefined where the registry has none, which is remembered for the run.
 */
export async function listFromApi(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<readonly Descriptor[] | undefined> {
  if (knownApis.get(client) === false) return undefined;
  const attempt = {
    registry: client.registry,
    doing: `list the referrers of ${formatRepository(repository)}@${subject}`,
  };
  const found: Descriptor[] = [];
  const budget = openListBudget({ page: MAX_MANIFEST, all: MAX_LIST });
  const visited = new Set<string>();
  let url: URL | undefined = client.address(repository, `referrers/${subject}`);
  while (url !== undefined) {
    if (visited.has(url.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, 'the list has no end');
    visited.add(url.href);
    const response = await client.send({ method: 'GET', url, headers: { accept: OCI_INDEX } });
    // GHCR sends the request on to its web pages, which know nothing of referrers: that is no API either.
    if (response.url.origin !== url.origin || [303, 400, 404, 405, 406].includes(response.status)) {
      await response.discard();
      // Quay answers 400 where it does not know the subject: that says nothing of the API.
      if (response.status !== 400 && found.length === 0 && !knownApis.has(client)) knownApis.set(client, false);
      return undefined;
    }
    if (response.status !== 200) throw await refused(response, attempt);
    const bytes = await budget.read(response);
    if (bytes === undefined)
      throw invalidAnswer(attempt, 'a page of the list is larger than 4 MiB, or all of them than 16 MiB', 'too-large');
    found.push(...parseIndex(bytes, OCI_INDEX, attempt));
    url = nextPage(response, url, attempt);
    if (found.length > MAX_REFERRERS) throw invalidAnswer(attempt, 'the list has no end');
  }
  knownApis.set(client, true);
  return found;
}

/** The index under the fallback tag, and the manifest that holds it. */
export interface FallbackIndex {
  readonly stored: StoredManifest;
  readonly referrers: readonly Descriptor[];
}

async function readFallback(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<FallbackIndex | 'image' | undefined> {
  const tag = fallbackTag(subject);
  const attempt = {
    registry: client.registry,
    doing: `read the referrers under ${formatRepository(repository)}:${tag}`,
  };
  const stored = await getManifest(client, repository, tag);
  if (stored === undefined) return undefined;
  // GitLab answers with the image itself, cosign copy leaves it there (oras-project/oras#2148).
  if (stored.digest === subject) return 'image';
  return { stored, referrers: parseIndex(stored.bytes, stored.mediaType, attempt) };
}

/**
 * Reads the index under the fallback tag.
 *
 * @returns undefined where there is none.
 * @throws {RegistryError} where something else stands under that tag: it must not be overwritten.
 */
export async function readFallbackIndex(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<FallbackIndex | undefined> {
  const found = await readFallback(client, repository, subject);
  if (found !== 'image') return found;
  const doing = `read the referrers under ${formatRepository(repository)}:${fallbackTag(subject)}`;
  throw invalidAnswer({ registry: client.registry, doing }, 'the image itself stands under that tag');
}

/** Lists what the fallback tag says of a manifest; nothing where the image itself stands there. */
export async function listFromFallback(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<readonly Descriptor[]> {
  const found = await readFallback(client, repository, subject);
  return found === undefined || found === 'image' ? [] : found.referrers;
}

/** Joins lists of referrers: each referrer once. */
export function joinReferrers(...lists: readonly (readonly Descriptor[])[]): readonly Descriptor[] {
  return [...new Map(lists.flat().map((descriptor) => [descriptor.digest, descriptor])).values()];
}

/** Lists what refers to a manifest: from the API and from the fallback tag together, each once. */
export async function listReferrers(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<readonly Descriptor[]> {
  const [fromApi, fromFallback] = await Promise.all([
    listFromApi(client, repository, subject),
    listFromFallback(client, repository, subject),
  ]);
  return joinReferrers(fromApi ?? [], fromFallback);
}
