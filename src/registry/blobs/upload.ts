import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import type { Attempt } from '../errors.ts';
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

/** A blob is sent this often in all: in each form, and again where the connection broke. */
const TRIES = 4;

interface BlobUpload extends BlobIdentity {
  readonly location?: URL | undefined;
  readonly source: BodySource;
  /** The same from a later byte on; where it is not given, the source is read and its beginning left out. */
  readonly sourceFrom?: SeekableSource;
}

/**
 * Opens an upload session for a blob that no other repository is known to have.
 *
 * @returns undefined if the registry has the blob, and says so.
 */
export function startUpload(client: RegistryClient, repository: Repository, digest: Digest): Promise<URL | undefined> {
  const attempt = describeUpload(client, repository, { doing: 'upload', digest });
  return openSession(client, repository, { digest, attempt });
}

interface UploadStrategies {
  readonly chunks: ChunkUse;
  tries: number;
  readonly refused: Set<UploadStrategy>;
}

/** Finds the form of the next try; undefined if there is none to be made. */
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

/** Whether the blob is there by now: someone else may have uploaded it, or only the answer was lost. */
async function isThere(client: RegistryClient, repository: Repository, { digest, size }: BlobIdentity) {
  return hasBlob(client, repository, digest, size).catch(() => false);
}

/** Opens a session for another try; gives nothing where there is none to be had. */
async function reopen(client: RegistryClient, repository: Repository, what: { digest: Digest; attempt: Attempt }) {
  return openSession(client, repository, what).then(
    (location) => ({ location }),
    () => undefined,
  );
}

/**
 * Sends a blob to an open session, and where that fails, to new ones.
 *
 * Registries, and the proxies before them, take one form of upload and not the other: Azure refuses a large PUT
 * (413), old Artifactory wants a PATCH, others break the connection. So the other form is tried before a run fails,
 * and at last chunks where the registry takes them, with the bytes made anew and after a look whether the blob has
 * arrived meanwhile. What was taken at last is what the next blob begins with.
 *
 * @throws {RegistryError} with what the registry said to the last try, and at once where the source's bytes are wrong.
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
    if (await isThere(client, repository, blob)) return;
    const session = next === undefined ? undefined : await reopen(client, repository, { digest, attempt });
    if (next === undefined || session === undefined) throw failure.error;
    form = next;
    ({ location } = session);
  }
}
