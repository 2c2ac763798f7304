import type { BlobOutcome } from '../promotion/events.ts';
import { uploadBlob } from '../registry/blobs/upload.ts';
import type { CopyWork } from './copy-work.ts';
import type { BlobStep } from './plan.ts';

/** Uploads a blob whose bytes are known, because they were read for another purpose or are embedded in its descriptor. */
export async function uploadBytes(
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
