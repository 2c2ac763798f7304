import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { type Attempt, invalidAnswer, readErrorResponse, responseError } from '../errors.ts';
import type { BodySource, HttpRequest, HttpResponse } from '../transport/http.ts';
import { isPassingError, isPassingStatus } from '../transport/retry.ts';
import { type BlobIdentity, hasBlob } from './blobs.ts';
import {
  chunkLength,
  chunkUse,
  createPartReader,
  namesAnother,
  readProgress,
  type SeekableSource,
  sessionLocation,
  type UploadStrategy,
  uploadMemory,
} from './upload-session.ts';

/** A session that broke off is gone on with this often. */
const MOST_RESUMES = 5;

interface StreamedBody {
  readonly source: BodySource;
  readonly length: number;
  /** Told how many bytes of this reading are given to the connection, with the chunk that is next. */
  readonly onGiven?: (count: number) => void;
}

interface SessionUpload extends BlobIdentity {
  readonly repository: Repository;
  readonly location: URL;
  /** Called again for every try: the bytes begin anew. */
  readonly source: BodySource;
  /** The same from a later byte on. */
  readonly sourceFrom: SeekableSource;
}

/**
 * Why a registry did not take a blob: it does not like the form, the session is gone, the connection broke, it is busy,
 * or it does not want the blob at all.
 */
export type FailureKind = 'form' | 'gone' | 'broken' | 'passing' | 'final';

/** An upload that was not taken, with the words for it. */
export interface UploadFailure {
  readonly kind: FailureKind;
  readonly error: Error;
  /** How long its answer was waited for once all bytes had been given, in ms; undefined if not all were. */
  readonly awaited?: number | undefined;
  /** Whether it is about the bytes, which were the right ones. */
  readonly blamesBytes?: boolean;
}

/** Refusals that are about the form of an upload, and not about the blob. */
const FORM_STATUS: ReadonlySet<number> = new Set([405, 411, 413, 416, 501]);

const FORM_CODES: ReadonlySet<string> = new Set([
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'CONTENT_LENGTH_INVALID',
  'RANGE_INVALID',
]);

/**
 * Refusals that blame the bytes. Where all of them were given, and so had the right length and digest, they are about the
 * form too: a registry that passes over the body of a closing PUT has hashed something else (Artipie).
 */
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
  // ECR Public refuses so what came with a token that ended (aws/containers-roadmap#2835).
  return { kind: isPassingStatus(status) || hadStaleToken ? 'passing' : 'final', error };
}

function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return url;
}

/**
 * Sends a request of an upload; a broken connection is a failure like others.
 *
 * @throws {RegistryError} if it is the source that fails: it was tried again already, and the registry cannot help it.
 */
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

  /** Passes bytes on, and takes note of each chunk, of the end, and of a failure of those who make them. */
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

/** Where an answer was waited for as long as this, the registry is at work with the blob still (ms). */
const SLOW = 5000;

/** It is looked for this long at least (ms), and so much longer for each MiB of it. */
const LOOK_FOR = 60_000;

const LOOK_FOR_PER_MIB = 250;

/** The first pause between two looks, in ms; it doubles up to the longest. */
const FIRST_LOOK = 1000;

const LONGEST_LOOK = 15_000;

/**
 * Waits for a blob of which the registry got all bytes and whose commit took so long that the connection, or a proxy in
 * between, gave up. To send it again would begin the same work anew, beside the first.
 *
 * @returns whether the registry has it by now.
 */
async function awaitCommit(client: RegistryClient, { repository, digest, size }: SessionUpload): Promise<boolean> {
  const until = client.clock.now() + LOOK_FOR + (size / (1024 * 1024)) * LOOK_FOR_PER_MIB;
  for (let pause = FIRST_LOOK; client.clock.now() < until; pause = Math.min(pause * 2, LONGEST_LOOK)) {
    await client.clock.sleep(pause);
    if (await hasBlob(client, repository, digest, size).catch(() => false)) return true;
  }
  return false;
}

function statusOf(error: Error): number | undefined {
  return error instanceof RegistryError ? error.status : undefined;
}

/** Ends an upload, and looks for the blob where the answer does not say clearly that it is there. */
async function close(
  client: RegistryClient,
  upload: SessionUpload,
  { body, attempt }: { readonly body: Uint8Array | StreamedBody; readonly attempt: Attempt },
): Promise<UploadFailure | undefined> {
  const { repository, digest, size } = upload;
  const url = withDigest(upload.location, digest);
  const answer = await trySend(client, { method: 'PUT', url, body, commits: size }, attempt);
  if ('kind' in answer) {
    // 4xx is the registry's own word: what it refused late, as with a token that ended meanwhile, it does not commit.
    const isUnknown = answer.kind === 'broken' || (answer.kind === 'passing' && (statusOf(answer.error) ?? 500) >= 500);
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

/**
 * Sends a blob by PATCH, in one piece or in chunks, and closes the session.
 *
 * Where that breaks off and the registry has kept what came, the rest follows. Not all do: CNCF Distribution gives a
 * session up whose PATCH broke in its middle, and keeps it only from one PATCH to the next.
 */
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
  /** How many bytes may have been sent. All of them are only when the hash of all was right. */
  let given = 0;

  /** Sends the next part. It is named by a Content-Range, which a blob in one piece goes without. */
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
    const most = form === 'chunks' ? chunkLength(uploadMemory(client).minChunk) : size;
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
    // A chunk that does not follow what the registry has is refused as one of a wrong form.
    const canGoOn =
      answer.kind === 'broken' || answer.kind === 'passing' || (isRanged && answer.kind === 'form' && at > 0);
    // What was put together in several parts may be put together wrongly; in one piece it has another chance.
    if ((answer.kind === 'final' || answer.blamesBytes) && resumes > 0) return { ...answer, kind: 'gone' };
    if (!mayResume || !canGoOn || resumes++ === MOST_RESUMES) return answer;
    const progress = await readProgress(client, location, attempt);
    if (progress === undefined || progress.received === 0 || progress.received > given) return answer;
    // A rest that follows and is refused all the same is too long (GHCR): it is not sent over and over.
    if (answer.kind === 'form' && form !== 'chunks' && progress.received === at) return answer;
    ({ location } = progress);
    at = progress.received;
    isRanged = true;
  }
}

/**
 * Sends a blob to a session in one of the forms.
 *
 * The closing PUT after a PATCH goes out only when all of the blob was sent and its hash was right.
 *
 * @returns why the registry does not take it; undefined if it did.
 */
export function sendToSession(
  client: RegistryClient,
  upload: SessionUpload,
  how: { readonly form: UploadStrategy; readonly attempt: Attempt },
): Promise<UploadFailure | undefined> {
  if (how.form !== 'put') return sendPatches(client, upload, how);
  return close(client, upload, { body: { source: upload.source, length: upload.size }, attempt: how.attempt });
}
