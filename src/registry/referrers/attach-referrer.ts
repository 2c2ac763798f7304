import type { Descriptor } from '../../oci/descriptor.ts';
import { type Digest, digestOf } from '../../oci/digest.ts';
import { parseJsonObject, property } from '../../oci/json.ts';
import { OCI_INDEX } from '../../oci/media-type.ts';
import { formatRepository, type Repository } from '../../oci/repository.ts';
import { invalidAnswer } from '../answers/answer.ts';
import type { StoredManifest } from '../manifests.ts';
import { putManifest } from '../put-manifest.ts';
import type { RegistryClient } from '../registry-client.ts';
import { fallbackTag } from './digest-tags.ts';
import { hasReferrersApi, listFromApi, readFallbackIndex } from './referrers.ts';

/** How often a lost race on the fallback tag is run again. */
const TRIES = 6;

/** How often the API is asked for a referrer that it said it has taken up: replicas lag. */
const LOOKS = 3;
/** The pause between these, in ms. */
const LOOK_PAUSE = 200;

/** A referrer to be attached: its manifest, and the descriptor by which lists show it. */
export interface Referrer {
  readonly manifest: StoredManifest;
  readonly descriptor: Descriptor & { readonly artifactType: string };
  readonly subject: Descriptor;
}

/** A referrer that was written, and what the registry said of it. */
export interface WrittenReferrer {
  readonly descriptor: Descriptor;
  /** The answer's `OCI-Subject`: the registry says that it keeps the list itself. */
  readonly indexed: string | undefined;
}

function descriptorJson(descriptor: Descriptor): object {
  const { mediaType, digest, size, artifactType, annotations } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
  };
}

/**
 * Adds descriptors to an index without touching what is there: entries keep every property that they have,
 * those that Sealift does not know too.
 */
function appendToIndex(existing: Uint8Array | undefined, descriptors: readonly Descriptor[]): Uint8Array {
  const base = existing === undefined ? { schemaVersion: 2, mediaType: OCI_INDEX } : parseJsonObject(existing);
  const manifests = property(base, 'manifests');
  const list: readonly unknown[] = Array.isArray(manifests) ? manifests : [];
  return Buffer.from(JSON.stringify({ ...base, manifests: [...list, ...descriptors.map(descriptorJson)] }));
}

function lacking(descriptors: readonly Descriptor[], listed: readonly Descriptor[]): readonly Descriptor[] {
  const known = new Set(listed.map(({ digest }) => digest));
  return descriptors.filter(({ digest }) => !known.has(digest));
}

/**
 * Lists referrers under the fallback tag, where the registry keeps no list itself.
 *
 * The tag is shared and the registry has no compare-and-swap, so the list is read again after the write, and
 * the entries added anew where another writer was faster (distribution-spec, "Pushing Manifests with Subject").
 */
async function addToFallback(
  client: RegistryClient,
  repository: Repository,
  { subject, descriptors }: { readonly subject: Digest; readonly descriptors: readonly Descriptor[] },
): Promise<void> {
  const tag = fallbackTag(subject);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const fallback = await readFallbackIndex(client, repository, subject);
    const missing = lacking(descriptors, fallback?.referrers ?? []);
    if (missing.length === 0) return;
    const bytes = appendToIndex(fallback?.stored.bytes, missing);
    const manifest = { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes };
    // Writers that lost to each other must not keep step.
    if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
    await putManifest(client, repository, tag, manifest);
  }
  const fallback = await readFallbackIndex(client, repository, subject);
  if (lacking(descriptors, fallback?.referrers ?? []).length === 0) return;
  const attempt = { registry: client.registry, doing: `list referrers under ${formatRepository(repository)}:${tag}` };
  throw invalidAnswer(attempt, `other writers replaced the list ${TRIES} times`);
}

/** Asks the API for referrers that it said it has taken up; returns those that it does not show. */
async function notShown(
  client: RegistryClient,
  repository: Repository,
  { subject, descriptors }: { readonly subject: Digest; readonly descriptors: readonly Descriptor[] },
): Promise<readonly Descriptor[]> {
  for (let look = 1; ; look++) {
    const listed = await listFromApi(client, repository, subject);
    const missing = lacking(descriptors, listed ?? []);
    if (missing.length === 0 || listed === undefined || look === LOOKS) return missing;
    await client.clock.sleep(LOOK_PAUSE * look);
  }
}

/**
 * Makes sure that what was attached to a manifest can be found.
 *
 * A registry that indexes referrers says so with `OCI-Subject`. Its word is checked once in a run, because ECR
 * gave it before it had the API (sigstore/sigstore-js#1183). Everywhere else the fallback tag is kept.
 */
export async function ensureListed(
  client: RegistryClient,
  repository: Repository,
  { subject, written }: { readonly subject: Digest; readonly written: readonly WrittenReferrer[] },
): Promise<void> {
  const promised = written.filter(({ indexed }) => indexed === subject).map(({ descriptor }) => descriptor);
  const others = written.filter(({ indexed }) => indexed !== subject).map(({ descriptor }) => descriptor);
  const isTrusted = promised.length === 0 || hasReferrersApi(client) === true;
  const broken = isTrusted ? [] : await notShown(client, repository, { subject, descriptors: promised });
  const descriptors = [...others, ...broken];
  if (descriptors.length > 0) await addToFallback(client, repository, { subject, descriptors });
}

/** Attaches a referrer to its subject. Its blobs must be in the repository already. */
export async function attachReferrer(
  client: RegistryClient,
  repository: Repository,
  referrer: Referrer,
): Promise<void> {
  const { manifest, subject, descriptor } = referrer;
  const answer = await putManifest(client, repository, manifest.digest, manifest);
  const written = [{ descriptor, indexed: answer.subject }];
  await ensureListed(client, repository, { subject: subject.digest, written });
}
