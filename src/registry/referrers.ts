import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestHex } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { type IndexManifest, type Manifest, parseManifest } from '../oci/manifest.ts';
import { OCI_INDEX } from '../oci/media-type.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { parseTag, type Tag } from '../oci/tag.ts';
import { type Attempt, invalidAnswer, refused } from './answer.ts';
import { getManifest, MAX_MANIFEST, type StoredManifest } from './manifests.ts';
import { nextPage } from './next-page.ts';
import type { RegistryClient } from './registry-client.ts';
import { readBody } from './transport/http.ts';

/** A longer list of referrers is taken for endless (pages). */
const MAX_PAGES = 100;

/**
 * Returns the tag under which referrers are listed where the registry has no referrers API
 * (distribution-spec, "Referrers Tag Schema").
 */
export function fallbackTag(subject: Digest): Tag {
  return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}

function parseIndex(bytes: Uint8Array, contentType: string, attempt: Attempt): IndexManifest {
  let manifest: Manifest;
  try {
    manifest = parseManifest(bytes, contentType);
  } catch (error) {
    throw invalidAnswer(attempt, error instanceof FormatError ? error.message : 'the answer is no index');
  }
  if (manifest.kind !== 'index') throw invalidAnswer(attempt, 'the answer is no index');
  return manifest;
}

/** Asks the referrers API; undefined where the registry has none. */
async function listFromApi(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<readonly Descriptor[] | undefined> {
  const attempt = {
    registry: client.registry,
    doing: `list the referrers of ${formatRepository(repository)}@${subject}`,
  };
  const found: Descriptor[] = [];
  const visited = new Set<string>();
  let url: URL | undefined = client.address(repository, `referrers/${subject}`);
  while (url !== undefined) {
    if (visited.has(url.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, 'the list has no end');
    visited.add(url.href);
    const response = await client.send({ method: 'GET', url, headers: { accept: OCI_INDEX } });
    // GHCR sends the request on to its web pages, which know nothing of referrers: that is no API either.
    if (response.url.origin !== url.origin || [303, 400, 404, 405, 406].includes(response.status)) {
      await response.discard();
      return undefined;
    }
    if (response.status !== 200) throw await refused(response, attempt);
    const bytes = await readBody(response, MAX_MANIFEST);
    if (bytes === undefined) throw invalidAnswer(attempt, 'the list is larger than 4 MiB', 'too-large');
    found.push(...parseIndex(bytes, OCI_INDEX, attempt).manifests);
    url = nextPage(response, url, attempt);
  }
  return found;
}

/** The index under the fallback tag, and the manifest that holds it. */
export interface FallbackIndex {
  readonly stored: StoredManifest;
  readonly referrers: readonly Descriptor[];
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
  const tag = fallbackTag(subject);
  const attempt = {
    registry: client.registry,
    doing: `read the referrers under ${formatRepository(repository)}:${tag}`,
  };
  const stored = await getManifest(client, repository, tag);
  if (stored === undefined) return undefined;
  // GitLab answers with the image itself, cosign copy leaves it there (oras-project/oras#2148).
  if (stored.digest === subject) throw invalidAnswer(attempt, 'the image itself stands under that tag');
  return { stored, referrers: parseIndex(stored.bytes, stored.mediaType, attempt).manifests };
}

/** Lists what refers to a manifest: from the API and from the fallback tag together, each once. */
export async function listReferrers(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<readonly Descriptor[]> {
  const [fromApi, fallback] = await Promise.all([
    listFromApi(client, repository, subject),
    readFallbackIndex(client, repository, subject),
  ]);
  const all = new Map<Digest, Descriptor>();
  for (const descriptor of [...(fromApi ?? []), ...(fallback?.referrers ?? [])]) all.set(descriptor.digest, descriptor);
  return [...all.values()];
}
