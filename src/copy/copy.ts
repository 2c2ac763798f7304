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
  | {
      readonly kind: 'referrer';
      readonly to: Repository;
      readonly subject: Digest;
      readonly referrer: Descriptor;
    }
  | { readonly kind: 'cosign-tag'; readonly to: Repository; readonly subject: Digest; readonly tag: Tag }
  /** Something that people should know of; it ended nothing. */
  | { readonly kind: 'warning'; readonly to: Repository; readonly sentence: string };

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
 * @param tracker that of the run, so that blobs that several images or destinations need travel once.
 */
export async function applyCopy(
  clients: CopyClients,
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
    const done = copyBlob(work, step).then((outcome) => {
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

/** The clients of the two ends of a copy: they may differ even for one registry, where credentials do. */
interface CopyClients {
  readonly source: RegistryClient;
  readonly destination: RegistryClient;
}

/** What is copied, between whom, who is told of it, and what the run knows of blobs. */
interface CopyWork {
  readonly clients: CopyClients;
  readonly plan: CopyPlan;
  readonly emit: (event: CopyEvent) => void;
  readonly tracker: BlobTracker;
  readonly found: {
    someIsPresent: boolean;
    /** Settles when it is known whether anything may be pushed, where that is in doubt. */
    right?: Promise<unknown>;
    /** What ended the copy: no step begins after that. */
    failure?: unknown;
  };
}

/** Asks for a mount; one from a repository that this run has written to is only a short cut, and never fatal. */
async function mount(work: CopyWork, step: BlobStep, near: Repository | undefined): Promise<MountResult | undefined> {
  const { clients, plan } = work;
  const { digest } = step.blob;
  if (near !== undefined) {
    return await mountBlob(clients.destination, plan.to, { digest, from: near }).catch(
      (): MountResult => ({ kind: 'refused' }),
    );
  }
  if (step.way === 'stream') return undefined;
  return await mountBlob(clients.destination, plan.to, { digest, from: plan.from });
}

function chooseLook({ plan }: CopyWork, step: BlobStep, mounted: MountResult | undefined): Look {
  const wasRefused = mounted?.kind === 'refused' && (mounted.location === undefined || mounted.isDenied === true);
  if (plan.isPartial === true || wasRefused) return 'first';
  return step.blob.size >= WORTH_A_LOOK ? 'meanwhile' : 'never';
}

/** Begins nothing more for a copy that has failed: where a right is missing, each request would only say so again. */
function requireUnfailed({ found }: CopyWork): void {
  if (found.failure !== undefined) throw found.failure;
}

/**
 * Makes sure that anything may be pushed where a mount was denied, before more is tried: one session is opened, and all
 * wait for the answer. Whether the mount was denied for the other repository's sake cannot be told from the answer itself.
 *
 * @returns the session, for whoever was first.
 * @throws {RegistryError} if nothing may be pushed.
 */
async function requireRight(
  { clients, plan, found }: CopyWork,
  { blob: { digest } }: BlobStep,
  mounted: MountResult | undefined,
): Promise<URL | undefined> {
  if (mounted?.kind !== 'refused' || mounted.isDenied !== true) return undefined;
  if (found.right !== undefined) {
    await found.right;
    return undefined;
  }
  const opening = startUpload(clients.destination, plan.to, digest);
  found.right = opening;
  return await opening;
}

async function carryBlob(work: CopyWork, step: BlobStep, near: Repository | undefined): Promise<BlobOutcome> {
  const { clients, plan, tracker } = work;
  const { digest, size } = step.blob;
  requireUnfailed(work);
  const mounted = await mount(work, step, near);
  if (mounted?.kind === 'mounted') return 'mounted';
  requireUnfailed(work);
  const location = mounted?.location ?? (await requireRight(work, step, mounted));
  const look = chooseLook(work, step, mounted);
  if (look === 'first' && (await hasBlob(clients.destination, plan.to, digest, size))) return 'present';
  requireUnfailed(work);
  const bytes = tracker.bytesOf(digest);
  if (bytes !== undefined) return await uploadBytes(work, step, bytes, location);
  return await streamBlob(work, step, { look, location });
}

/** Gets a blob of an image to its destination by the shortest way. */
function copyBlob(work: CopyWork, step: BlobStep): Promise<BlobOutcome> {
  const { plan, tracker } = work;
  const wish = { to: plan.to, digest: step.blob.digest, isFar: step.way === 'stream' };
  return tracker.bring(wish, (near) => carryBlob(work, step, near));
}

/**
 * Sends a blob from the source once more, whatever was found out before: for a registry that says that it has mounted a blob
 * and then lacks it.
 */
async function sendBlob(work: CopyWork, step: BlobStep): Promise<void> {
  const bytes = work.tracker.bytesOf(step.blob.digest);
  if (bytes !== undefined) await uploadBytes(work, step, bytes);
  else await streamBlob({ ...work, found: { someIsPresent: false } }, step, { look: 'never', location: undefined });
}

/** Whether a blob that may be there is looked up before it is opened, together with that, or not at all. */
type Look = 'first' | 'meanwhile' | 'never';

/** Progress is told in steps of this size (bytes): to tell of each chunk costs more than to hash it. */
const TOLD_AT_ONCE = 1024 * 1024;

/** Adds up what is passed on, and tells of it in steps. */
function reportBytes({ emit, plan: { to } }: CopyWork): { readonly add: (count: number) => void; flush(): void } {
  let bytes = 0;
  const flush = (): void => {
    if (bytes > 0) emit({ kind: 'bytes', to, bytes });
    bytes = 0;
  };
  return {
    add(count) {
      bytes += count;
      if (bytes >= TOLD_AT_ONCE) flush();
    },
    flush,
  };
}

function isMissing({ plan }: CopyWork, digest: Digest): RegistryError {
  return new RegistryError({
    what: `promote ${formatRepository(plan.from)}`,
    reason: `its blob ${digest} is missing at the source`,
    remedy: 'build the image again, or push what is missing',
    code: 'not-found',
    status: 404,
  });
}

/** Uploads what the descriptor of a blob carries, where the source lacks the blob (image-spec, descriptor.md, "data"). */
async function copyEmbedded(
  work: CopyWork,
  step: BlobStep,
  session: PromiseSettledResult<URL | undefined>,
): Promise<BlobOutcome> {
  const bytes = embeddedData(step.blob);
  if (bytes !== undefined) {
    return await uploadBytes(work, step, bytes, session.status === 'fulfilled' ? session.value : undefined);
  }
  if (step.optional) return 'left-out';
  throw isMissing(work, step.blob.digest);
}

/** Asks the source for a blob, opens a session for it and looks it up, all at the same time. */
async function openBoth(
  { clients, plan }: CopyWork,
  { blob: { digest, size }, optional }: BlobStep,
  how: {
    readonly turn: Permit;
    readonly onBytes: (count: number) => void;
    readonly look: Look;
    readonly location: URL | undefined;
  },
) {
  const { turn, onBytes, look, location } = how;
  const openSession = async (): Promise<URL | undefined> =>
    location ?? (await startUpload(clients.destination, plan.to, digest));
  const opening = openBlob(clients.source, plan.from, { digest, size, turn, onBytes });
  return await Promise.allSettled([
    opening,
    // A layer that its licence keeps elsewhere is seldom at the source.
    optional ? opening.then((opened) => (opened === undefined ? undefined : openSession())) : openSession(),
    // This look only saves work: where it fails, the blob is sent.
    look === 'meanwhile' && hasBlob(clients.destination, plan.to, digest, size),
  ]);
}

/**
 * Streams a blob from the source, into the upload session that is open already where there is one.
 *
 * A session that is not needed is left to the registry, which purges it; to delete it takes rights that tokens seldom
 * have.
 */
async function streamBlob(
  work: CopyWork,
  step: BlobStep,
  { look, location }: { readonly look: Look; readonly location: URL | undefined },
): Promise<BlobOutcome> {
  const { clients, plan, found } = work;
  const { digest, size } = step.blob;
  const isThere = (): Promise<boolean> => hasBlob(clients.destination, plan.to, digest, size).catch(() => false);
  const turn = await takeTurn(clients.source);
  if (found.failure !== undefined) {
    turn.release('answered');
    throw found.failure;
  }
  // Where one blob is there, an earlier run was interrupted: those that follow are looked for before they are opened.
  if (look !== 'first' && found.someIsPresent && (await isThere())) {
    turn.release('answered');
    return 'present';
  }
  const told = reportBytes(work);
  const [source, session, present] = await openBoth(work, step, { turn, onBytes: told.add, look, location });
  if (source.status === 'rejected') throw source.reason;
  await using opened = source.value;
  if (present.status === 'fulfilled' && present.value) {
    found.someIsPresent = true;
    return 'present';
  }
  if (opened === undefined) return await copyEmbedded(work, step, session);
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
    told.flush();
  }
  return 'copied';
}

/**
 * Requires that a destination has the image by now, whatever it said when it took it.
 *
 * @throws {RegistryError} if it has not.
 */
export async function confirmPush(client: RegistryClient, repository: Repository, digest: Digest): Promise<void> {
  if ((await confirmManifest(client, repository, { reference: digest, digest })) === digest) return;
  throw new RegistryError({
    what: `promote to ${formatRepository(repository)}`,
    reason: `the registry took ${digest} but does not have it`,
    remedy: 'run again, and tell its administrators if that does not help',
    code: 'digest-mismatch',
  });
}

/** Uploads a blob whose bytes are known, because they were read for another purpose or are embedded in its descriptor. */
async function uploadBytes(
  { clients, plan }: CopyWork,
  { blob: { digest } }: BlobStep,
  bytes: Uint8Array,
  location?: URL,
): Promise<BlobOutcome> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  await uploadBlob(clients.destination, plan.to, { digest, size: bytes.byteLength, location, source });
  return 'copied';
}
