import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import { openBlob, takeTurn } from '../registry/blobs/download.ts';
import { embeddedData } from '../registry/blobs/embedded-data.ts';
import { type MountResult, mountBlob } from '../registry/blobs/mount.ts';
import { type BlobOutcome, type BlobTracker, createBlobTracker } from '../registry/blobs/tracker.ts';
import { startUpload, uploadBlob } from '../registry/blobs/upload.ts';
import type { RegistryClient } from '../registry/client.ts';
import { confirmManifest, putManifest, type WrittenManifest } from '../registry/push-manifest.ts';
import type { Permit } from '../util/concurrency.ts';
import { quote } from '../util/safe-text.ts';
import { type BlobStep, type CopyPlan, type ManifestStep, WORTH_A_LOOK } from './plan.ts';

/** Something that happened while an image was copied. */
export type CopyEvent =
  | { readonly kind: 'blob'; readonly to: Repository; readonly blob: Descriptor; readonly outcome: BlobOutcome }
  /** Bytes of a blob that came from the source; a blob that is sent again counts again. */
  | { readonly kind: 'bytes'; readonly to: Repository; readonly bytes: number }
  | { readonly kind: 'manifest'; readonly to: Repository; readonly manifest: Descriptor }
  | { readonly kind: 'referrer'; readonly to: Repository; readonly subject: Digest; readonly referrer: Descriptor }
  | { readonly kind: 'cosign-tag'; readonly to: Repository; readonly subject: Digest; readonly tag: Tag }
  | { readonly kind: 'warning'; readonly to: Repository; readonly sentence: string };

/** What became of blobs that were not sent: the registry's word is all there is. */
const CLAIMED: ReadonlySet<string> = new Set<BlobOutcome>(['mounted', 'present']);

/** What the registry said of the manifests that were written, by digest. */
export type WrittenManifests = ReadonlyMap<Digest, WrittenManifest>;

/** The answers of a registry that does not know a kind of manifest. */
const UNKNOWN_KIND: ReadonlySet<number> = new Set([400, 404, 405, 406, 415, 422]);

/** Leaves out a referrer whose artifact manifest is refused: registries gave that kind up with image-spec 1.1. */
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
 * Makes an image complete in a destination, by digest and without a tag. A manifest follows the moment its blobs and
 * children are there; the first failure ends the copy, and nothing that was written refers to what is missing.
 *
 * @param tracker that of the run, so that blobs that several images or destinations need travel once.
 */
export async function applyCopy(
  clients: CopyWork['clients'],
  plan: CopyPlan,
  emit: (event: CopyEvent) => void,
  tracker: BlobTracker = createBlobTracker(),
): Promise<WrittenManifests> {
  const work: CopyWork = { clients, plan, emit, tracker, found: { someIsPresent: false } };
  const blobs = new Map<Digest, Promise<void>>();
  const outcomes = new Map<Digest, BlobOutcome>();
  const fail = (error: unknown): never => {
    work.found.failure ??= error;
    throw error;
  };
  for (const step of plan.blobs) {
    const { digest } = step.blob;
    const bringing = tracker.bring({ to: plan.to, digest, isFar: step.way === 'stream' }, (near) =>
      carryBlob(work, step, near),
    );
    const done = bringing.then((outcome) => {
      outcomes.set(digest, outcome);
      emit({ kind: 'blob', to: plan.to, blob: step.blob, outcome });
    }, fail);
    blobs.set(digest, done);
  }
  const manifests = new Map<Digest, Promise<void>>();
  const written = new Map<Digest, WrittenManifest>();

  /** Finds the blobs that a registry says it lacks, although it has said that it has them. */
  function findLost(error: unknown, { blobs: needed }: ManifestStep): readonly BlobStep[] {
    const missing = new Set<string>(error instanceof RegistryError ? error.missing : []);
    const lost = new Set(needed.filter((digest) => missing.has(digest) && CLAIMED.has(outcomes.get(digest) ?? '')));
    return plan.blobs.filter(({ blob }) => lost.has(blob.digest));
  }

  /** A registry may answer 201 to a mount and do nothing: it is sent the blobs that it then lacks, once. */
  async function write(step: ManifestStep): Promise<WrittenManifest> {
    const { descriptor, bytes } = step.node;
    const { mediaType, digest } = descriptor;
    const put = () => putManifest(clients.destination, plan.to, digest, { mediaType, digest, bytes });
    try {
      return await put();
    } catch (error) {
      const lost = findLost(error, step);
      if (lost.length === 0) throw error;
      const fresh = { ...work, found: { someIsPresent: false } };
      await Promise.all(lost.map((blob) => sendBlob(fresh, blob, { look: 'never', location: undefined })));
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

interface CopyWork {
  /** They may differ even for one registry, if credentials do. */
  readonly clients: { readonly source: RegistryClient; readonly destination: RegistryClient };
  readonly plan: CopyPlan;
  readonly emit: (event: CopyEvent) => void;
  readonly tracker: BlobTracker;
  readonly found: {
    someIsPresent: boolean;
    /** Settles when it is known whether anything may be pushed; undefined if that was never in doubt. */
    right?: Promise<URL | undefined>;
    /** What ended the copy. */
    failure?: unknown;
  };
}

/** Asks for a mount; one from a repository that this run has written to is only a short cut, and never fatal. */
async function mount(work: CopyWork, step: BlobStep, near: Repository | undefined): Promise<MountResult | undefined> {
  const { clients, plan } = work;
  if (near === undefined && step.way === 'stream') return undefined;
  const mounting = mountBlob(clients.destination, plan.to, { digest: step.blob.digest, from: near ?? plan.from });
  return near === undefined ? await mounting : await mounting.catch(() => ({ kind: 'refused' as const }));
}

function chooseLook({ plan }: CopyWork, step: BlobStep, mounted: MountResult | undefined): Look {
  const wasRefused = mounted?.kind === 'refused' && (mounted.location === undefined || mounted.isDenied === true);
  if (plan.isPartial === true || wasRefused) return 'first';
  return step.blob.size >= WORTH_A_LOOK ? 'meanwhile' : 'never';
}

/** Begins nothing more for a copy that has failed: if a right is missing, each request would only say so again. */
function requireUnfailed({ found }: CopyWork): void {
  if (found.failure !== undefined) throw found.failure;
}

/**
 * Makes sure, if a mount was denied, that anything may be pushed: one session is opened, and all wait for the answer.
 * The denial itself does not say whether it concerns the other repository.
 *
 * @returns the session, to the first caller only.
 */
async function requireRight(work: CopyWork, step: BlobStep, mounted: MountResult | undefined) {
  const { clients, plan, found } = work;
  if (mounted?.kind !== 'refused' || mounted.isDenied !== true) return undefined;
  if (found.right !== undefined) {
    await found.right;
    return undefined;
  }
  found.right = startUpload(clients.destination, plan.to, step.blob.digest);
  return await found.right;
}

function isThere({ clients, plan }: CopyWork, { blob: { digest, size } }: BlobStep): Promise<boolean> {
  return hasBlob(clients.destination, plan.to, digest, size);
}

async function carryBlob(work: CopyWork, step: BlobStep, near: Repository | undefined): Promise<BlobOutcome> {
  requireUnfailed(work);
  const mounted = await mount(work, step, near);
  if (mounted?.kind === 'mounted') return 'mounted';
  requireUnfailed(work);
  const location = mounted?.location ?? (await requireRight(work, step, mounted));
  const look = chooseLook(work, step, mounted);
  if (look === 'first' && (await isThere(work, step))) return 'present';
  requireUnfailed(work);
  return await sendBlob(work, step, { look, location });
}

/** Whether a blob that may be there is looked up before it is opened, together with that, or not at all. */
type Look = 'first' | 'meanwhile' | 'never';

interface Sending {
  readonly look: Look;
  /** An upload session that is open already. */
  readonly location: URL | undefined;
}

async function sendBlob(work: CopyWork, step: BlobStep, how: Sending): Promise<BlobOutcome> {
  const bytes = work.tracker.bytesOf(step.blob.digest);
  return bytes === undefined ? await streamBlob(work, step, how) : await uploadBytes(work, step, bytes, how.location);
}

/** Progress is reported in steps of this size (bytes): to report each chunk costs more than to hash it. */
const REPORTED_AT_ONCE = 1024 * 1024;

/** Uploads what the descriptor of a blob carries, if the source lacks the blob (image-spec, descriptor.md, "data"). */
async function copyEmbedded(work: CopyWork, step: BlobStep, location: URL | undefined): Promise<BlobOutcome> {
  const bytes = embeddedData(step.blob);
  if (bytes !== undefined) return await uploadBytes(work, step, bytes, location);
  if (step.optional) return 'left-out';
  throw new RegistryError({
    what: `promote ${formatRepository(work.plan.from)}`,
    reason: `its blob ${step.blob.digest} is missing at the source`,
    remedy: 'build the image again, or push what is missing',
    code: 'not-found',
    status: 404,
  });
}

async function openBoth(
  work: CopyWork,
  step: BlobStep,
  { look, location, ...transfer }: Sending & { readonly turn: Permit; readonly onBytes: (count: number) => void },
) {
  const { clients, plan } = work;
  const { digest, size } = step.blob;
  const openSession = async (): Promise<URL | undefined> =>
    location ?? (await startUpload(clients.destination, plan.to, digest));
  const opening = openBlob(clients.source, plan.from, { digest, size, ...transfer });
  return await Promise.allSettled([
    opening,
    // A layer that its licence keeps elsewhere is seldom at the source.
    step.optional ? opening.then((opened) => (opened === undefined ? undefined : openSession())) : openSession(),
    // This look only saves work: if it fails, the blob is sent.
    look === 'meanwhile' && isThere(work, step),
  ]);
}

/** A session that is not needed is left to the registry, which purges it: tokens seldom have the right to delete it. */
async function streamBlob(work: CopyWork, step: BlobStep, how: Sending): Promise<BlobOutcome> {
  const { clients, plan, emit, found } = work;
  const { digest, size } = step.blob;
  const turn = await takeTurn(clients.source);
  if (found.failure !== undefined) {
    turn.release('answered');
    throw found.failure;
  }
  // If one blob is there, an earlier run was interrupted: those that follow are looked up before they are opened.
  if (how.look !== 'first' && found.someIsPresent && (await isThere(work, step).catch(() => false))) {
    turn.release('answered');
    return 'present';
  }
  let bytes = 0;
  const report = (least: number): void => {
    if (bytes < least) return;
    emit({ kind: 'bytes', to: plan.to, bytes });
    bytes = 0;
  };
  const onBytes = (count: number): void => {
    bytes += count;
    report(REPORTED_AT_ONCE);
  };
  const [source, session, present] = await openBoth(work, step, { ...how, turn, onBytes });
  if (source.status === 'rejected') throw source.reason;
  await using opened = source.value;
  if (present.status === 'fulfilled' && present.value) {
    found.someIsPresent = true;
    return 'present';
  }
  if (opened === undefined) {
    return await copyEmbedded(work, step, session.status === 'fulfilled' ? session.value : undefined);
  }
  if (session.status === 'rejected') throw session.reason;
  if (session.value === undefined) return 'present';
  try {
    await uploadBlob(clients.destination, plan.to, {
      digest,
      size,
      location: session.value,
      source: () => opened,
      sourceFrom: opened.from,
    });
  } finally {
    report(1);
  }
  return 'copied';
}

/** Requires that a destination has the image by now, whatever it said when it took it. */
export async function confirmPush(client: RegistryClient, repository: Repository, digest: Digest): Promise<void> {
  if ((await confirmManifest(client, repository, { reference: digest, digest })) === digest) return;
  throw new RegistryError({
    what: `promote to ${formatRepository(repository)}`,
    reason: `the registry took ${digest} but does not have it`,
    remedy: 'run again, and tell its administrators if that does not help',
    code: 'digest-mismatch',
  });
}

/** Uploads bytes that were read for another purpose, or are embedded in the blob's descriptor. */
async function uploadBytes(
  { clients, plan }: CopyWork,
  { blob }: BlobStep,
  bytes: Uint8Array,
  location?: URL,
): Promise<BlobOutcome> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const { digest } = blob;
  await uploadBlob(clients.destination, plan.to, { digest, size: bytes.byteLength, location, source });
  return 'copied';
}
