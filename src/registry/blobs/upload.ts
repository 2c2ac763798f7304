import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import type { BodySource } from '../transport/http.ts';
import { type BlobIdentity, hasBlob, skipBytes } from './blobs.ts';
import { type FailureKind, sendToSession, type UploadFailure } from './upload-send.ts';
import {
  type ChunkUse,
  chunkUse,
  describeUpload,
  openSession,
  type SeekableSource,
  type UploadStrategy,
  uploadMemory,
} from './upload-session.ts';

/** Attempts per blob: in each form, and again after a broken connection. */
const TRIES = 4;

interface BlobUpload extends BlobIdentity {
  readonly location?: URL | undefined;
  readonly source: BodySource;
  /** The same from a later byte on; by default, the source is read and its beginning skipped. */
  readonly sourceFrom?: SeekableSource;
}

/** Opens an upload session for a blob; undefined if the registry says that it has the blob. */
export function startUpload(client: RegistryClient, repository: Repository, digest: Digest): Promise<URL | undefined> {
  const attempt = describeUpload(client, repository, { doing: 'upload', digest });
  return openSession(client, repository, { digest, attempt });
}

interface UploadStrategies {
  readonly chunks: ChunkUse;
  tries: number;
  readonly refused: Set<UploadStrategy>;
}

/** Picks the form of the next try; undefined ends the upload. */
function nextForm(
  form: UploadStrategy,
  kind: FailureKind,
  { chunks, tries, refused }: UploadStrategies,
): UploadStrategy | undefined {
  if (kind === 'final') return undefined;
  const other = form === 'put' ? 'patch' : 'put';
  const isLate = tries >= TRIES;
  if (kind === 'form') {
    const mayChunk = chunks === 'usable' ? tries <= TRIES : chunks === 'last' && tries === TRIES;
    if (refused.has('put') && refused.has('patch') && !refused.has('chunks') && mayChunk) return 'chunks';
  }
  if (isLate) return undefined;
  if (kind === 'form') return other;
  return kind !== 'passing' && form !== 'chunks' && !refused.has(other) ? other : form;
}

/**
 * Sends a blob to an open session, and to new ones after failures.
 *
 * Registries and their proxies accept different forms of upload: Azure refuses a large PUT (413), old Artifactory
 * requires a PATCH, others break the connection. So we try the other form before a run fails, and at last chunks if the
 * registry takes them. Before each try we check whether the blob has arrived. The next blob begins with the form that
 * worked.
 *
 * @throws {RegistryError} with the answer to the last try, and at once if the source's bytes are wrong.
 */
export async function uploadBlob(client: RegistryClient, repository: Repository, blob: BlobUpload): Promise<void> {
  const { digest, size, source, sourceFrom = (from) => skipBytes(source(), from) } = blob;
  const attempt = describeUpload(client, repository, { doing: 'upload', digest });
  const memory = uploadMemory(client);
  const strategies: UploadStrategies = { chunks: chunkUse(client.registry), tries: 0, refused: new Set() };
  let form = memory.firstForm(size);
  let location = blob.location ?? (await openSession(client, repository, { digest, attempt }));
  let failure: UploadFailure | undefined;
  while (location !== undefined) {
    strategies.tries++;
    failure = await sendToSession(
      client,
      { repository, digest, size, location, source, sourceFrom },
      { form, attempt },
    );
    if (failure === undefined) {
      if (strategies.refused.size > 0) memory.learnForm(size, form);
      return;
    }
    if (failure.kind === 'form') strategies.refused.add(form);
    const next = nextForm(form, failure.kind, strategies);
    if (failure.kind === 'final') throw failure.error;
    // Another run may have uploaded it, or only the answer was lost.
    if (await hasBlob(client, repository, digest, size).catch(() => false)) return;
    if (next === undefined) throw failure.error;
    form = next;
    try {
      location = await openSession(client, repository, { digest, attempt });
    } catch {
      throw failure.error;
    }
  }
}
