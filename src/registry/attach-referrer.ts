import type { Descriptor } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { OCI_INDEX } from '../oci/media-type.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { invalidAnswer } from './answer.ts';
import { putManifest, type StoredManifest } from './manifests.ts';
import { fallbackTag, readFallbackIndex } from './referrers.ts';
import type { RegistryClient } from './registry-client.ts';

/** How often a lost race on the fallback tag is run again. */
const TRIES = 6;

/** A referrer to be attached: its manifest, and the descriptor by which lists show it. */
export interface Referrer {
  readonly manifest: StoredManifest;
  readonly descriptor: Descriptor & { readonly artifactType: string };
  readonly subject: Descriptor;
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
 * Adds a descriptor to an index without touching what is there: entries keep every property that they have,
 * those that Sealift does not know too.
 */
function appendToIndex(existing: Uint8Array | undefined, descriptor: Descriptor): Uint8Array {
  const index: unknown = existing === undefined ? undefined : JSON.parse(Buffer.from(existing).toString('utf8'));
  const base = typeof index === 'object' && index !== null ? index : { schemaVersion: 2, mediaType: OCI_INDEX };
  const manifests: unknown = 'manifests' in base ? base.manifests : [];
  const list: readonly unknown[] = Array.isArray(manifests) ? manifests : [];
  return Buffer.from(JSON.stringify({ ...base, manifests: [...list, descriptorJson(descriptor)] }));
}

/**
 * Lists a referrer under the fallback tag, where the registry keeps no list itself.
 *
 * The tag is shared and the registry has no compare-and-swap, so the list is read again after the write, and
 * the entry added anew where another writer was faster (distribution-spec, "Pushing Manifests with Subject").
 */
async function addToFallback(client: RegistryClient, repository: Repository, referrer: Referrer): Promise<void> {
  const { descriptor, subject } = referrer;
  const tag = fallbackTag(subject.digest);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const fallback = await readFallbackIndex(client, repository, subject.digest);
    if (fallback?.referrers.some(({ digest }) => digest === descriptor.digest)) return;
    const bytes = appendToIndex(fallback?.stored.bytes, descriptor);
    const manifest = { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes };
    // Writers that lost to each other must not keep step.
    if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
    await putManifest(client, repository, tag, manifest);
  }
  const fallback = await readFallbackIndex(client, repository, subject.digest);
  if (fallback?.referrers.some(({ digest }) => digest === descriptor.digest)) return;
  const attempt = { registry: client.registry, doing: `list the record under ${formatRepository(repository)}:${tag}` };
  throw invalidAnswer(attempt, `other writers replaced the list ${TRIES} times`);
}

/**
 * Attaches a referrer to its subject. Its blobs must be in the repository already.
 *
 * A registry that indexes referrers says so with `OCI-Subject`; everywhere else the fallback tag is kept.
 */
export async function attachReferrer(
  client: RegistryClient,
  repository: Repository,
  referrer: Referrer,
): Promise<void> {
  const { manifest, subject } = referrer;
  const answer = await putManifest(client, repository, manifest.digest, manifest);
  if (answer.subject !== subject.digest) await addToFallback(client, repository, referrer);
}
