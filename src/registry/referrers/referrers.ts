import { type Digest, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import { FormatError } from '../../oci/json.ts';
import { type Descriptor, type IndexManifest, parseManifest } from '../../oci/manifest.ts';
import { formatRepository, parseTag, type Repository, type Tag } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer } from '../errors.ts';
import { getManifest, type StoredManifest } from '../manifests.ts';
import { listFromApi, type ReferrersQuery } from './api.ts';

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
 * @throws {RegistryError} if the tag holds something else: to ignore it would lose what it named, to replace it what is
 *   there.
 */
async function readFallback(client: RegistryClient, repository: Repository, subject: Digest) {
  const stored = await getManifest(client, repository, fallbackTag(subject));
  if (stored === undefined) return undefined;
  // GitLab answers with the image itself; `cosign copy` leaves it there (oras-project/oras#2148).
  if (stored.digest === subject) return 'image';
  const held = readIndex(stored);
  if (typeof held !== 'string') return { stored, referrers: held.manifests };
  const reason = `that tag holds ${held}, ${stored.digest}, and not the list of what refers to ${subject}`;
  const remedy = 'put back the list that it held, or remove the tag if it never held one, and run again';
  throw invalidAnswer(describeRead(repository, subject), reason, 'invalid-answer', remedy);
}

function describeRead(repository: Repository, subject: Digest) {
  return { what: `read the referrers under ${formatRepository(repository)}:${fallbackTag(subject)}` };
}

/** Undefined without the tag; throws a RegistryError if it holds anything else, which must not be overwritten. */
export async function readFallbackIndex(client: RegistryClient, repository: Repository, subject: Digest) {
  const found = await readFallback(client, repository, subject);
  if (found !== 'image') return found;
  const reason = 'the image itself stands under that tag, and not the list of what refers to it';
  const remedy = 'remove that tag, but not the image, and run again';
  throw invalidAnswer(describeRead(repository, subject), reason, 'invalid-answer', remedy);
}

/** Lists the referrers under the fallback tag; none if it holds the image itself. */
export async function listFromFallback(
  client: RegistryClient,
  repository: Repository,
  subject: Digest,
): Promise<readonly Descriptor[]> {
  const found = await readFallback(client, repository, subject);
  return found === undefined || found === 'image' ? [] : found.referrers;
}

export function joinReferrers(...lists: readonly (readonly Descriptor[])[]): readonly Descriptor[] {
  return [...new Map(lists.flat().map((descriptor) => [descriptor.digest, descriptor])).values()];
}

/** Lists the referrers of a manifest by the API and the fallback tag together, without duplicates. */
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

/** The tags of cosign's signatures, attestations and SBOMs beside an image. */
const COSIGN_SUFFIXES = ['.sig', '.att', '.sbom'] as const;

/** Returns the tag for referrers in registries without the API (distribution-spec, "Referrers Tag Schema"). */
export function fallbackTag(subject: Digest): Tag {
  return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}

/** Returns the tags that cosign uses instead of referrers. */
export function cosignTags(subject: Digest): readonly Tag[] {
  const stem = `${digestAlgorithm(subject)}-${digestHex(subject)}`;
  return COSIGN_SUFFIXES.map((suffix) => `${stem}${suffix}`)
    .filter((name) => name.length <= 128)
    .map(parseTag);
}
