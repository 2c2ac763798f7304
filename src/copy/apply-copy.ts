import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { BlobOutcome, CopyEvent } from '../promotion/events.ts';
import { type BlobLedger, createBlobLedger } from '../registry/blobs/tracker.ts';
import { putManifest, type WrittenManifest } from '../registry/push-manifest.ts';
import { quote } from '../util/text-safe-text.ts';
import { bringBlob, sendBlob } from './bring-blob.ts';
import type { CopyClients, CopyWork } from './copy-work.ts';
import type { BlobStep, CopyPlan, ManifestStep } from './plan.ts';

/** What became of blobs that were not sent: the registry's word is all there is. */
const CLAIMED: ReadonlySet<string> = new Set<BlobOutcome>(['mounted', 'present']);

/** What the registry said of the manifests that were written, by digest. */
export type WrittenManifests = ReadonlyMap<Digest, WrittenManifest>;

/** The answers of a registry that does not know a kind of manifest. */
const UNKNOWN_KIND: ReadonlySet<number> = new Set([400, 404, 405, 406, 415, 422]);

/**
 * Leaves a referrer that is an artifact manifest where it is, if the destination does not take that kind: registries
 * gave it up with image-spec 1.1.
 *
 * @throws the refusal if it says something else, or is of another manifest.
 */
function leaveArtifact({ plan, emit }: CopyWork, { node }: ManifestStep, error: unknown): undefined {
  const { manifest, descriptor } = node;
  const isReferrer = manifest.kind === 'artifact' && manifest.subject !== undefined;
  const isUnknown = error instanceof RegistryError && UNKNOWN_KIND.has(error.status ?? 0);
  if (!isReferrer || !isUnknown) throw error;
  const to = formatRepository(plan.to);
  emit({
    kind: 'warning',
    to: plan.to,
    sentence: `The referrer ${descriptor.digest} is left out: ${to} does not take manifests of the type ${quote(descriptor.mediaType)}`,
  });
}

/**
 * Makes an image complete in a destination, by digest and without a tag.
 *
 * Nothing waits for more than it needs: a manifest follows the moment its blobs and children are there. The first
 * failure ends the copy; what was written until then refers to nothing that is missing.
 *
 * @param ledger that of the run, so that blobs which several images or destinations need travel once.
 */
export async function applyCopy(
  clients: CopyClients,
  plan: CopyPlan,
  emit: (event: CopyEvent) => void,
  ledger: BlobLedger = createBlobLedger(),
): Promise<WrittenManifests> {
  const work: CopyWork = { clients, plan, emit, ledger, found: { someIsPresent: false } };
  const blobs = new Map<Digest, Promise<void>>();
  const outcomes = new Map<Digest, BlobOutcome>();
  const fail = (error: unknown): never => {
    work.found.failure ??= error;
    throw error;
  };
  for (const step of plan.blobs) {
    const done = bringBlob(work, step).then((outcome) => {
      outcomes.set(step.blob.digest, outcome);
      emit({ kind: 'blob', to: plan.to, blob: step.blob, outcome });
    }, fail);
    blobs.set(step.blob.digest, done);
  }
  const manifests = new Map<Digest, Promise<void>>();
  const written = new Map<Digest, WrittenManifest>();

  /** Finds the blobs that a registry says it lacks, although it has said that it has them. */
  function findLost(error: unknown, { blobs: needed }: ManifestStep): readonly BlobStep[] {
    const missing = new Set<string>(error instanceof RegistryError ? error.missing : []);
    const lost = new Set(needed.filter((digest) => missing.has(digest) && CLAIMED.has(outcomes.get(digest) ?? '')));
    return plan.blobs.filter(({ blob }) => lost.has(blob.digest));
  }

  /** Writes a manifest; a registry that answers 201 to a mount and does nothing is sent the blobs that it then lacks, once. */
  async function write(step: ManifestStep): Promise<WrittenManifest> {
    const { descriptor, bytes } = step.node;
    const { mediaType, digest } = descriptor;
    const put = () => putManifest(clients.destination, plan.to, digest, { mediaType, digest, bytes });
    try {
      return await put();
    } catch (error) {
      const lost = findLost(error, step);
      if (lost.length === 0) throw error;
      await Promise.all(lost.map((blob) => sendBlob(work, blob)));
      return await put();
    }
  }

  async function applyManifest(step: ManifestStep): Promise<void> {
    await Promise.all([
      ...step.blobs.map((digest) => blobs.get(digest)),
      ...step.after.map((digest) => manifests.get(digest)),
    ]);
    const { descriptor } = step.node;
    const answer = await write(step).catch((error: unknown) => leaveArtifact(work, step, error));
    if (answer === undefined) return;
    written.set(descriptor.digest, answer);
    emit({ kind: 'manifest', to: plan.to, manifest: descriptor });
  }

  for (const step of plan.manifests) manifests.set(step.node.descriptor.digest, applyManifest(step).catch(fail));
  await Promise.all([...blobs.values(), ...manifests.values()]);
  return written;
}
