import type { Repository } from '../oci/reference.ts';
import type { BlobOutcome } from '../promotion/events.ts';
import { hasBlob } from '../registry/blobs/blobs-blobs.ts';
import { type MountResult, mountBlob } from '../registry/blobs/mount.ts';
import { startUpload } from '../registry/blobs/upload.ts';
import { type Look, streamBlob } from './copy.ts';
import type { CopyWork } from './copy-work.ts';
import { type BlobStep, WORTH_A_LOOK } from './plan.ts';
import { uploadBytes } from './upload-bytes.ts';

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

/** Decides how a blob is looked for that was not mounted. */
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
 * @throws {RegistryError} where nothing may be pushed.
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
  const { clients, plan, ledger } = work;
  const { digest, size } = step.blob;
  requireUnfailed(work);
  const mounted = await mount(work, step, near);
  if (mounted?.kind === 'mounted') return 'mounted';
  requireUnfailed(work);
  const location = mounted?.location ?? (await requireRight(work, step, mounted));
  const look = chooseLook(work, step, mounted);
  if (look === 'first' && (await hasBlob(clients.destination, plan.to, digest, size))) return 'present';
  requireUnfailed(work);
  const bytes = ledger.bytesOf(digest);
  if (bytes !== undefined) return await uploadBytes(work, step, bytes, location);
  return await streamBlob(work, step, { look, location });
}

/** Gets a blob of an image to its destination by the shortest way. */
export function bringBlob(work: CopyWork, step: BlobStep): Promise<BlobOutcome> {
  const { plan, ledger } = work;
  const wish = { to: plan.to, digest: step.blob.digest, isFar: step.way === 'stream' };
  return ledger.bring(wish, (near) => carryBlob(work, step, near));
}

/**
 * Sends a blob from the source once more, whatever was found out before: for a registry that says that it has mounted a blob
 * and then lacks it.
 */
export async function sendBlob(work: CopyWork, step: BlobStep): Promise<void> {
  const bytes = work.ledger.bytesOf(step.blob.digest);
  if (bytes !== undefined) await uploadBytes(work, step, bytes);
  else await streamBlob({ ...work, found: { someIsPresent: false } }, step, { look: 'never', location: undefined });
}
