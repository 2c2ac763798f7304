import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { formatRepository } from '../../oci/repository.ts';
import { mountBlob } from '../../registry/blobs/blob-mount.ts';
import { openBlob } from '../../registry/blobs/blob-stream.ts';
import { hasBlob } from '../../registry/blobs/blobs.ts';
import { uploadBlob } from '../../registry/blobs/uploads.ts';
import { putManifest, type WrittenManifest } from '../../registry/manifests.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import type { BlobOutcome, EventSink } from '../promotion-event.ts';
import type { BlobStep, CopyPlan, ManifestStep } from './copy-plan.ts';

/** The clients of the two ends of a copy: they may differ even for one registry, where credentials do. */
export interface CopyClients {
  readonly source: RegistryClient;
  readonly destination: RegistryClient;
}

/** What is copied, between whom, and who is told of it. */
interface CopyWork {
  readonly clients: CopyClients;
  readonly plan: CopyPlan;
  readonly emit: EventSink;
}

/** Passes a stream on, and tells of its bytes. */
async function* aloud({ plan, emit }: CopyWork, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    emit({ kind: 'bytes', to: plan.to, bytes: chunk.byteLength });
    yield chunk;
  }
}

/** Streams a blob from the source, into the upload session that is open already where there is one. */
async function streamBlob(work: CopyWork, step: BlobStep, location?: URL): Promise<BlobOutcome> {
  const { clients, plan } = work;
  const { blob, optional } = step;
  const { digest, size } = blob;
  // The stream is opened before the upload begins, so that a missing blob is found out without sending anything.
  await using opened = await openBlob(clients.source, plan.from, blob);
  if (opened === undefined) {
    if (optional) return 'left-out';
    throw new RegistryError(
      `Cannot promote ${formatRepository(plan.from)}: its blob ${digest} is missing at the source; build the image again, or push what is missing`,
      { code: 'not-found', registry: clients.source.registry, status: 404 },
    );
  }
  await uploadBlob(clients.destination, plan.to, {
    digest,
    size,
    location,
    source: () => aloud(work, opened),
    sourceFrom: (offset) => aloud(work, opened.from(offset)),
  });
  return 'copied';
}

async function applyBlob(work: CopyWork, step: BlobStep): Promise<BlobOutcome> {
  const { clients, plan } = work;
  const { destination } = clients;
  const { digest, size } = step.blob;
  let location: URL | undefined;
  if (step.way === 'mount') {
    const result = await mountBlob(destination, plan.to, { digest, from: plan.from });
    if (result.kind === 'mounted') return 'mounted';
    ({ location } = result);
  }
  // A blob that cannot be mounted may be there all the same, and a look costs less than its bytes.
  if (await hasBlob(destination, plan.to, digest, size)) return 'present';
  return streamBlob(work, step, location);
}

/** What the registry said of the manifests that were written, by digest. */
export type WrittenManifests = ReadonlyMap<Digest, WrittenManifest>;

/**
 * Makes an image complete in a destination, by digest and without a tag.
 *
 * Nothing waits for more than it needs: a manifest follows the moment its blobs and children are there. The first
 * failure ends the copy; what was written until then refers to nothing that is missing.
 */
export async function applyCopy(clients: CopyClients, plan: CopyPlan, emit: EventSink): Promise<WrittenManifests> {
  const blobs = new Map<Digest, Promise<void>>();
  for (const step of plan.blobs) {
    const done = applyBlob({ clients, plan, emit }, step).then((outcome) => {
      emit({ kind: 'blob', to: plan.to, blob: step.blob, outcome });
    });
    blobs.set(step.blob.digest, done);
  }
  const manifests = new Map<Digest, Promise<void>>();
  const written = new Map<Digest, WrittenManifest>();

  async function applyManifest(step: ManifestStep): Promise<void> {
    await Promise.all([
      ...step.blobs.map((digest) => blobs.get(digest)),
      ...step.after.map((digest) => manifests.get(digest)),
    ]);
    const { descriptor, bytes } = step.node;
    const { mediaType, digest } = descriptor;
    written.set(digest, await putManifest(clients.destination, plan.to, digest, { mediaType, digest, bytes }));
    emit({ kind: 'manifest', to: plan.to, manifest: descriptor });
  }

  for (const step of plan.manifests) manifests.set(step.node.descriptor.digest, applyManifest(step));
  await Promise.all([...blobs.values(), ...manifests.values()]);
  return written;
}
