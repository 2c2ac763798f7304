import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { BlobOutcome } from '../promotion/events.ts';
import { takeTurn } from '../registry/blobs/blob-turns.ts';
import { hasBlob } from '../registry/blobs/blobs-blobs.ts';
import { type BlobStream, openBlob } from '../registry/blobs/download.ts';
import { embeddedData } from '../registry/blobs/embedded-data.ts';
import { startUpload, uploadBlob } from '../registry/blobs/upload.ts';
import type { Slot } from '../util/concurrency.ts';
import type { CopyWork } from './copy-work.ts';
import type { BlobStep } from './plan.ts';
import { uploadBytes } from './upload-bytes.ts';

/** Whether a blob that may be there is looked up before it is opened, together with that, or not at all. */
export type Look = 'first' | 'meanwhile' | 'never';

/** Progress is told in steps of this size (bytes): to tell of each chunk costs more than to hash it. */
const TOLD_AT_ONCE = 1024 * 1024;

/** Adds up what is passed on, and tells of it in steps. */
function tellBytes({ emit, plan: { to } }: CopyWork): { readonly add: (count: number) => void; flush(): void } {
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

function isMissing({ clients, plan }: CopyWork, digest: Digest): RegistryError {
  return new RegistryError(
    {
      what: `promote ${formatRepository(plan.from)}`,
      reason: `its blob ${digest} is missing at the source`,
      remedy: 'build the image again, or push what is missing',
    },
    { code: 'not-found', registry: clients.source.registry, status: 404 },
  );
}

/** Sends what was opened to an upload session. */
async function send(work: CopyWork, step: BlobStep, { opened, location }: { opened: BlobStream; location: URL }) {
  const { clients, plan } = work;
  const { digest, size } = step.blob;
  await uploadBlob(clients.destination, plan.to, {
    digest,
    size,
    location,
    source: () => opened,
    sourceFrom: (offset) => opened.from(offset),
  });
}

/** Uploads what the descriptor of a blob carries, where the source lacks the blob (image-spec, descriptor.md, "data"). */
async function bringEmbedded(
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
    readonly turn: Slot;
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
export async function streamBlob(
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
  const told = tellBytes(work);
  const [source, session, present] = await openBoth(work, step, { turn, onBytes: told.add, look, location });
  if (source.status === 'rejected') throw source.reason;
  await using opened = source.value;
  if (present.status === 'fulfilled' && present.value) {
    found.someIsPresent = true;
    return 'present';
  }
  if (opened === undefined) return await bringEmbedded(work, step, session);
  if (session.status === 'rejected') throw session.reason;
  if (session.value === undefined) return 'present';
  try {
    await send(work, step, { opened, location: session.value });
  } finally {
    told.flush();
  }
  return 'copied';
}
