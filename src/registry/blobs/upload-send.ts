import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { type Attempt, invalidAnswer, readErrorResponse, responseError } from '../errors.ts';
import type { BodySource, HttpRequest, HttpResponse } from '../transport/http.ts';
import { isPassingError, isPassingStatus } from '../transport/retry.ts';
import { type BlobIdentity, hasBlob } from './blobs.ts';
import {
  CHUNK,
  chunkUse,
  createPartReader,
  namesAnother,
  readProgress,
  type SeekableSource,
  sessionLocation,
  type UploadStrategy,
  uploadMemory,
} from './upload-session.ts';

const MOST_RESUMES = 5;

interface StreamedBody {
  readonly source: BodySource;
  readonly length: number;
  /** Receives the bytes given to the connection so far, the next chunk included. */
  readonly onGiven?: (count: number) => void;
}

interface SessionUpload extends BlobIdentity {
  readonly repository: Repository;
  readonly location: URL;
  /** Called for every try. */
  readonly source: BodySource;
  readonly sourceFrom: SeekableSource;
}

/** Why an upload failed: the form, a lost session, a broken connection, a busy registry, or a refusal of the blob. */
export type FailureKind = 'form' | 'gone' | 'broken' | 'passing' | 'final';

export interface UploadFailure {
  readonly kind: FailureKind;
  readonly error: Error;
  /** How long its answer took after the last byte, in ms; undefined if not all bytes were given. */
  readonly awaited?: number | undefined;
  /** Whether it blames the bytes, which were right. */
  readonly blamesBytes?: boolean;
}

/** Refusals of the form of an upload, not of the blob. */
const FORM_STATUS: ReadonlySet<number> = new Set([405, 411, 413, 416, 501]);

const FORM_CODES: ReadonlySet<string> = new Set([
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'CONTENT_LENGTH_INVALID',
  'RANGE_INVALID',
]);

/** They concern the form if the bytes were right: a registry may ignore the body of a closing PUT (Artipie). */
const CONTENT_CODES: ReadonlySet<string> = new Set(['DIGEST_INVALID', 'SIZE_INVALID']);

async function readFailure(response: HttpResponse, attempt: Attempt, isWhole: boolean): Promise<UploadFailure> {
  const { hadStaleToken } = response;
  const refusal = await readErrorResponse(response);
  const { status } = refusal;
  const error = responseError(refusal, attempt);
  if (status === 404) return { kind: 'gone', error };
  const codes = refusal.errors.map(({ code }) => code);
  const isForm = FORM_STATUS.has(status) || (status === 400 && codes.some((code) => FORM_CODES.has(code)));
  const blamesBytes = isWhole && codes.some((code) => CONTENT_CODES.has(code));
  if (isForm || blamesBytes) return { kind: 'form', error, blamesBytes };
  // ECR Public so refuses an expired token (aws/containers-roadmap#2835).
  return { kind: isPassingStatus(status) || hadStaleToken ? 'passing' : 'final', error };
}

function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return url;
}

/** @throws {RegistryError} if the source fails: it was retried already, and the registry cannot help. */
async function trySend(
  client: RegistryClient,
  request: HttpRequest & { readonly body: Uint8Array | StreamedBody },
  attempt: Attempt,
): Promise<HttpResponse | UploadFailure> {
  const headers = { 'content-type': 'application/octet-stream', ...request.headers };
  const { body } = request;
  const { now } = client.clock;
  let sourceError: unknown;
  let endedAt = body instanceof Uint8Array ? now() : undefined;

  /** Records each chunk, the end, and failures of the source. */
  async function* watch({ source, onGiven }: StreamedBody): AsyncGenerator<Uint8Array> {
    let given = 0;
    try {
      for await (const chunk of source()) {
        given += chunk.byteLength;
        onGiven?.(given);
        yield chunk;
      }
      endedAt = now();
    } catch (error) {
      sourceError = error;
      throw error;
    }
  }

  const sent = body instanceof Uint8Array ? body : { length: body.length, source: () => watch(body) };
  const awaited = () => (endedAt === undefined ? undefined : now() - endedAt);
  try {
    const response = await client.send({ ...request, headers, body: sent });
    if ([200, 201, 202, 204].includes(response.status)) return response;
    return { ...(await readFailure(response, attempt, endedAt !== undefined)), awaited: awaited() };
  } catch (error) {
    if (error !== sourceError && isPassingError(error)) return { kind: 'broken', error, awaited: awaited() };
    throw error;
  }
}

/** In ms. After such a wait, the registry is still at work with the blob. */
const SLOW = 5000;

/** In ms, and so much more for each MiB. */
const LOOK_FOR = 60_000;

const LOOK_FOR_PER_MIB = 250;

/** In ms; doubles up to the longest. */
const FIRST_LOOK = 1000;

const LONGEST_LOOK = 15_000;

/** For a commit slower than the connection or a proxy: sending again would start the same work anew, beside it. */
async function awaitCommit(client: RegistryClient, { repository, digest, size }: SessionUpload): Promise<boolean> {
  const until = client.clock.now() + LOOK_FOR + (size / (1024 * 1024)) * LOOK_FOR_PER_MIB;
  for (let pause = FIRST_LOOK; client.clock.now() < until; pause = Math.min(pause * 2, LONGEST_LOOK)) {
    await client.clock.sleep(pause);
    if (await hasBlob(client, repository, digest, size).catch(() => false)) return true;
  }
  return false;
}

/** Ends an upload, and checks for the blob if the answer is unclear. */
async function close(
  client: RegistryClient,
  upload: SessionUpload,
  { body, attempt }: { readonly body: Uint8Array | StreamedBody; readonly attempt: Attempt },
): Promise<UploadFailure | undefined> {
  const { repository, digest, size } = upload;
  const url = withDigest(upload.location, digest);
  const answer = await trySend(client, { method: 'PUT', url, body, commits: size }, attempt);
  if ('kind' in answer) {
    // After a 4xx, such as for an expired token, the registry does not commit.
    const status = answer.error instanceof RegistryError ? answer.error.status : undefined;
    const isUnknown = answer.kind === 'broken' || (answer.kind === 'passing' && (status ?? 500) >= 500);
    const isSlow = isUnknown && answer.awaited !== undefined && answer.awaited >= SLOW;
    return isSlow && (await awaitCommit(client, upload)) ? undefined : answer;
  }
  await answer.discard();
  if (namesAnother(answer, digest)) {
    throw invalidAnswer(attempt, 'the registry says that it has stored another blob', 'digest-mismatch');
  }
  if (answer.status === 201 || (await hasBlob(client, repository, digest, size))) return undefined;
  const reason = `the registry answers ${answer.status} and does not have it`;
  return { kind: 'passing', error: invalidAnswer(attempt, reason) };
}

/** Resumes after a break if the registry kept the beginning; CNCF Distribution drops a session broken in a PATCH. */
async function sendPatches(
  client: RegistryClient,
  first: SessionUpload,
  { form, attempt }: { readonly form: UploadStrategy; readonly attempt: Attempt },
): Promise<UploadFailure | undefined> {
  const { size } = first;
  const read = createPartReader(first.sourceFrom);
  const mayResume = chunkUse(client.registry) === 'usable';
  let isRanged = form === 'chunks';
  let { location } = first;
  let at = 0;
  /** How many bytes may have been sent: all of them only if the hash of all was right. */
  let given = 0;

  /** Sends the next part, with a Content-Range unless the blob is in one piece. */
  function patch(start: number, length: number): Promise<HttpResponse | UploadFailure> {
    const source = isRanged ? () => read(start, length) : first.source;
    const onGiven = (count: number) => {
      given = Math.max(given, start + count);
    };
    const headers = isRanged ? { 'content-range': `${start}-${start + length - 1}` } : {};
    const request = { method: 'PATCH', url: location, headers, body: { source, length, onGiven } } as const;
    return trySend(client, request, attempt);
  }

  for (let resumes = 0; ; ) {
    const most = form === 'chunks' ? Math.max(CHUNK, uploadMemory(client).minChunk) : size;
    const length = Math.min(most, size - at);
    const answer =
      at < size
        ? await patch(at, length)
        : await close(client, { ...first, location }, { body: new Uint8Array(), attempt });
    if (answer === undefined) return undefined;
    if (!('kind' in answer)) {
      await answer.discard();
      location = sessionLocation(client, answer, attempt, location);
      at += length;
      continue;
    }
    // A chunk out of sequence is refused like one of a wrong form.
    const canGoOn =
      answer.kind === 'broken' || answer.kind === 'passing' || (isRanged && answer.kind === 'form' && at > 0);
    // Parts may have been joined wrongly; in one piece the blob has another chance.
    if ((answer.kind === 'final' || answer.blamesBytes) && resumes > 0) return { ...answer, kind: 'gone' };
    if (!mayResume || !canGoOn || resumes++ === MOST_RESUMES) return answer;
    const progress = await readProgress(client, location, attempt);
    if (progress === undefined || progress.received === 0 || progress.received > given) return answer;
    // A rest that is refused although it follows is too long (GHCR): it is not sent again.
    if (answer.kind === 'form' && form !== 'chunks' && progress.received === at) return answer;
    ({ location } = progress);
    at = progress.received;
    isRanged = true;
  }
}

/** Undefined means success. The closing PUT after a PATCH is sent only after all of the blob, with the right hash. */
export function sendToSession(
  client: RegistryClient,
  upload: SessionUpload,
  how: { readonly form: UploadStrategy; readonly attempt: Attempt },
): Promise<UploadFailure | undefined> {
  if (how.form !== 'put') return sendPatches(client, upload, how);
  return close(client, upload, { body: { source: upload.source, length: upload.size }, attempt: how.attempt });
}
