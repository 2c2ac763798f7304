import { type Digest, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import { FormatError } from '../../oci/json.ts';
import { type Descriptor, type IndexManifest, parseManifest } from '../../oci/manifest.ts';
import { formatRepository, parseTag, type Repository, type Tag } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { type Attempt, invalidAnswer } from '../errors.ts';
import { getManifest, type StoredManifest } from '../manifests.ts';
import { listFromApi, type ReferrersQuery } from './api.ts';

/** The index under the fallback tag, and the manifest that holds it. */
interface FallbackIndex {
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
    what: `read the referrers under ${formatRepository(repository)}:${tag}`,
  };
  const stored = await getManifest(client, repository, tag);
  if (stored === undefined) return undefined;
  // GitLab answers with the image itself, cosign copy leaves it there (oras-project/oras#2148).
  if (stored.digest === subject) return 'image';
  return { stored, referrers: readList(stored, { attempt, subject }) };
}

function readIndex({ bytes, mediaType }: StoredManifest): IndexManifest | string {
  try {
    const manifest = parseManifest(bytes, mediaType);
    if (manifest.kind === 'index') return manifest;
    return manifest.kind === 'artifact' ? 'an artifact manifest' : 'an image manifest';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return `what cannot be read as a manifest, since ${error.message}`;
  }
}

/**
 * Reads what stands under a fallback tag as the list that has to be there.
 *
 * @throws {RegistryError} if it is none: to pass over it would lose all that the list named, and to replace it what is there.
 */
function readList(
  stored: StoredManifest,
  { attempt, subject }: { readonly attempt: Attempt; readonly subject: Digest },
): readonly Descriptor[] {
  const held = readIndex(stored);
  if (typeof held !== 'string') return held.manifests;
  const reason = `that tag holds ${held}, ${stored.digest}, and not the list of what refers to ${subject}`;
  const remedy = 'put back the list that it held, or remove the tag if it never held one, and run again';
  throw invalidAnswer(attempt, reason, 'invalid-answer', remedy);
}

/**
 * Reads the index under the fallback tag.
 *
 * @returns undefined if there is none.
 * @throws {RegistryError} if something else stands under that tag: it must not be overwritten.
 */
export async function readFallbackIndex(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<FallbackIndex | undefined> {
  const found = await readFallback(client, repository, subject);
  if (found !== 'image') return found;
  const doing = `read the referrers under ${formatRepository(repository)}:${fallbackTag(subject)}`;
  const reason = 'the image itself stands under that tag, and not the list of what refers to it';
  const remedy = 'remove that tag, but not the image, and run again';
  throw invalidAnswer({ what: doing }, reason, 'invalid-answer', remedy);
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
  query: ReferrersQuery = {},
): Promise<readonly Descriptor[]> {
  const [fromApi, fromFallback] = await Promise.all([
    listFromApi(client, repository, subject, query),
    listFromFallback(client, repository, subject),
  ]);
  return joinReferrers(fromApi ?? [], fromFallback.filter(query.keep ?? (() => true)));
}

/** What the tags end with under which cosign keeps signatures, attestations and SBOMs beside an image. */
const COSIGN_SUFFIXES = ['.sig', '.att', '.sbom'] as const;

/**
 * Returns the tag under which referrers are listed where the registry has no referrers API
 * (distribution-spec, "Referrers Tag Schema").
 */
export function fallbackTag(subject: Digest): Tag {
  return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}

/** Returns the tags under which cosign keeps what belongs to a manifest, where it does not use referrers. */
export function cosignTags(subject: Digest): readonly Tag[] {
  const stem = `${digestAlgorithm(subject)}-${digestHex(subject)}`;
  return COSIGN_SUFFIXES.map((suffix) => `${stem}${suffix}`)
    .filter((name) => name.length <= 128)
    .map(parseTag);
}
