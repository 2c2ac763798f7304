import type { RegistryError } from '../../errors.ts';
import { type Digest, digestAlgorithm, tryParseDigest } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';
import { createLimit } from '../../util/concurrency.ts';
import { getOrMake } from '../../util/memo.ts';
import { quote } from '../../util/safe-text.ts';
import type { RegistryClient } from '../client.ts';
import { type Attempt, invalidAnswer, refused } from '../errors.ts';
import { CONNECTIONS } from '../transport/connections.ts';
import type { HttpResponse } from '../transport/http.ts';
import { AT_FIRST } from '../transport/limits.ts';
import { hasBlob } from './blobs.ts';

/** Says what is being done with a blob, for errors. */
export function describeUpload(
  client: RegistryClient,
  repository: Repository,
  { doing, digest }: { readonly doing: string; readonly digest: Digest },
): Attempt {
  const object = `blob ${digest} to ${formatRepository(repository)}`;
  return { registry: client.registry, what: `${doing} ${object}`, isWrite: true };
}

/** Says why an upload does not go on at another origin: most often a registry does not know how it is spoken to. */
function elsewhere(
  { registry }: RegistryClient,
  { url, from, attempt }: { readonly url: URL; readonly from: URL; readonly attempt: Attempt },
): RegistryError {
  const other = quote(`${url.protocol}//${url.host}`);
  if (url.hostname !== from.hostname) {
    const reason = `the registry "${registry}" wants the upload sent to another host, ${other}`;
    return invalidAnswer(attempt, reason, 'invalid-answer', 'ask its administrators to correct its own address');
  }
  const isPlain = url.protocol === 'http:' && from.protocol === 'https:';
  const reason = `the registry "${registry}" wants the upload sent ${isPlain ? 'over plain HTTP' : 'to another port'}, to ${other}`;
  const remedy = isPlain
    ? 'let the proxy in front of it send "X-Forwarded-Proto: https", or set its own address to one with https (CNCF Distribution: http.host)'
    : 'let the proxy in front of it pass on the Host header with its port, or set the address of the registry itself (CNCF Distribution: http.host)';
  return invalidAnswer(attempt, reason, 'invalid-answer', remedy);
}

/**
 * Reads where an upload goes on.
 *
 * The address is kept as it came: its query holds the registry's state and breaks when it is written anew.
 * Another origin is refused, because credentials would follow (GHSA-jxpm-75mh-9fp7).
 *
 * @param before where the upload was until now, which an answer that names no other place leaves it at.
 */
export function sessionLocation(client: RegistryClient, response: HttpResponse, attempt: Attempt, before?: URL): URL {
  const minChunk = response.header('oci-chunk-min-length') ?? '';
  if (/^[0-9]{1,12}$/.test(minChunk)) uploadMemory(client).learnMinChunk(Number(minChunk));
  const location = response.header('location');
  if (location === undefined && before !== undefined) return before;
  const url = location === undefined ? null : URL.parse(location, response.url.href);
  if (url === null) throw invalidAnswer(attempt, 'the registry opens no upload session');
  if (url.username !== '' || url.password !== '') {
    throw invalidAnswer(attempt, 'the address of the upload session carries credentials');
  }
  if (url.href.includes('#')) throw invalidAnswer(attempt, 'the address of the upload session has a fragment');
  if (url.origin !== response.url.origin) throw elsewhere(client, { url, from: response.url, attempt });
  return url;
}

/**
 * Opens an upload session.
 *
 * @returns where to; undefined if the registry says that the blob is complete, and has it.
 */
export async function openSession(
  client: RegistryClient,
  repository: Repository,
  { digest, attempt }: { readonly digest: Digest; readonly attempt: Attempt },
): Promise<URL | undefined> {
  const response = await client.send({ method: 'POST', url: client.address(repository, 'blobs/uploads/') });
  if (response.status !== 202 && response.status !== 201) throw await refused(response, attempt);
  await response.discard();
  if (response.status === 201 && (await hasBlob(client, repository, digest))) return undefined;
  return sessionLocation(client, response, attempt);
}

interface SessionProgress {
  readonly location: URL;
  /** How many bytes the registry has. */
  readonly received: number;
}

/**
 * Asks how much of an upload has arrived (distribution-spec, end-13).
 *
 * The Range of a session with no byte is `0-0` at most registries, and so is that of a session with one.
 *
 * @returns undefined if the session is gone, or how far it is cannot be told.
 */
export async function readProgress(
  client: RegistryClient,
  location: URL,
  attempt: Attempt,
): Promise<SessionProgress | undefined> {
  try {
    const response = await client.send({ method: 'GET', url: location });
    await response.discard();
    if (response.status !== 204 && response.status !== 202 && response.status !== 200) return undefined;
    const last = /^(?:bytes=)?0-([0-9]{1,15})$/.exec(response.header('range') ?? '')?.[1];
    if (last === undefined) return undefined;
    const received = Number(last) === 0 ? 0 : Number(last) + 1;
    return { location: sessionLocation(client, response, attempt, location), received };
  } catch {
    return undefined;
  }
}

/** Whether an answer names another blob than it should; hashes of different kinds say nothing of each other. */
export function namesAnother(response: HttpResponse, digest: Digest): boolean {
  const named = tryParseDigest(response.header('docker-content-digest') ?? '');
  return named !== undefined && named !== digest && digestAlgorithm(named) === digestAlgorithm(digest);
}

/** Reads a blob from one of its bytes on. */
export type SeekableSource = (from: number) => AsyncIterable<Uint8Array>;

/** Reads a part of a blob, from one byte on and so many of them. */
export type PartReader = (first: number, length: number) => AsyncGenerator<Uint8Array>;

/** A reading of the source, and where it stands; nowhere while a part is being read from it, or after that broke off. */
interface Reading {
  readonly iterator: AsyncIterator<Uint8Array>;
  at: number | undefined;
  rest: Uint8Array | undefined;
}

async function* readPart(reading: Reading, first: number, length: number): AsyncGenerator<Uint8Array> {
  reading.at = undefined;
  let left = length;
  while (left > 0) {
    const next = reading.rest === undefined ? await reading.iterator.next() : { done: false, value: reading.rest };
    reading.rest = undefined;
    if (next.done === true) return;
    const chunk: Uint8Array = next.value;
    if (chunk.byteLength > left) reading.rest = chunk.subarray(left);
    const part = chunk.subarray(0, left);
    left -= part.byteLength;
    if (left === 0) reading.at = first + length;
    yield part;
  }
}

/**
 * Makes a reader of the parts of a blob that goes on with the stream that is open where a part follows the one before,
 * and begins another one where it does not: where a part is sent again, or goes on in its middle.
 */
export function createPartReader(source: SeekableSource): PartReader {
  let open: Reading | undefined;
  return async function* read(first, length) {
    let reading = open;
    if (reading?.at !== first) {
      // What is given up may be waiting for bytes that never come: nobody waits for it.
      reading?.iterator.return?.().catch(() => undefined);
      reading = { iterator: source(first)[Symbol.asyncIterator](), at: first, rest: undefined };
      open = reading;
    }
    yield* readPart(reading, first, length);
  };
}

/**
 * The ways in which a blob is sent: with the closing PUT, with one PATCH before it, or with one PATCH for each chunk.
 *
 * Every registry takes a whole blob in one of the first two, if not in both; chunks are the last resort.
 */
export type UploadStrategy = 'put' | 'patch' | 'chunks';

/** Up to this size a blob is sent with the closing PUT; larger ones go as docker push does, PATCH then PUT (bytes). */
const MAX_SINGLE_PUT = 4 * 1024 * 1024;

/** After so many refused mounts from one repository to another it is no longer asked for. */
const MOST_REFUSED_MOUNTS = 3;

type SizeClass = 'small' | 'large';

/** A mount that the registry refused with an error. */
export interface RefusedMount {
  readonly kind: 'refused';
  /** Whether it is said that this may not be done: that may be true of all writes there. */
  readonly isDenied?: true;
}

const REFUSED: RefusedMount = { kind: 'refused' };

const DENIED: RefusedMount = { kind: 'refused', isDenied: true };

/** Makes what a run learns of how a registry takes blobs. */
function createUploadMemory() {
  const forms = new Map<SizeClass, UploadStrategy>();
  const refusedMounts = new Map<string, { count: number; last: RefusedMount }>();
  let minChunk = 0;
  const classOf = (size: number): SizeClass => (size > MAX_SINGLE_PUT ? 'large' : 'small');
  const pairOf = (from: Repository, to: Repository): string => `${from.name} ${to.name}`;
  return {
    /** The form to begin with. */
    firstForm: (size: number) => forms.get(classOf(size)) ?? (size > MAX_SINGLE_PUT ? 'patch' : 'put'),
    /** Remembers a form that was taken where another had been refused. */
    learnForm: (size: number, form: UploadStrategy) => void forms.set(classOf(size), form),
    /** The shortest chunk that the registry says it takes, in bytes; 0 where it says nothing. */
    get minChunk() {
      return minChunk;
    },
    learnMinChunk(bytes: number): void {
      minChunk = Math.max(minChunk, bytes);
    },
    /** Whether asking for a mount is of use still. */
    mayMount: (from: Repository, to: Repository) =>
      (refusedMounts.get(pairOf(from, to))?.count ?? 0) < MOST_REFUSED_MOUNTS,
    /** What a mount that is not asked for any more is answered with. */
    refusedMount: (from: Repository, to: Repository) => refusedMounts.get(pairOf(from, to))?.last ?? REFUSED,
    /**
     * Remembers a mount that was refused with an error; a session in the place of a mount is none.
     *
     * @param isDenied whether it was said that this may not be done.
     */
    noteRefusedMount(from: Repository, to: Repository, isDenied: boolean): RefusedMount {
      const pair = pairOf(from, to);
      const last = isDenied ? DENIED : REFUSED;
      refusedMounts.set(pair, { count: (refusedMounts.get(pair)?.count ?? 0) + 1, last });
      return last;
    },
    /** Lets as many mounts be asked for at a time as the registry would be sent at once anyway. */
    mounts: createLimit(CONNECTIONS, AT_FIRST),
  };
}

const MEMORIES = new WeakMap<RegistryClient, ReturnType<typeof createUploadMemory>>();

/** Returns what was learnt with a client; it is forgotten with the client, at the end of the run. */
export function uploadMemory(client: RegistryClient) {
  return getOrMake(MEMORIES, client, createUploadMemory);
}

/** When blobs may be sent in chunks with a Content-Range: like anywhere, after all else was tried, or not at all. */
export type ChunkUse = 'usable' | 'last' | 'never';

/**
 * Registries that take chunks badly, by name.
 *
 * GHCR keeps the last chunk alone and refuses those of more than 4 MiB. Artifact Registry and Container Registry take
 * a single stream. ECR answers with a Range that stands still (aws/containers-roadmap#2831).
 */
const EXCEPTIONS: readonly { readonly registry: RegExp; readonly use: ChunkUse }[] = [
  { registry: /^ghcr\.io$/, use: 'never' },
  { registry: /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/, use: 'never' },
  { registry: /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.|^public\.ecr\.aws$/, use: 'last' },
];

/** Tells when a registry, by its canonical name, is sent chunks. */
export function chunkUse(registry: string): ChunkUse {
  return EXCEPTIONS.find((exception) => exception.registry.test(registry))?.use ?? 'usable';
}

/** Chunks are this long, and longer where the registry wants them so (bytes). */
const CHUNK = 8 * 1024 * 1024;

/** Returns how long chunks are, in bytes. */
export function chunkLength(minChunk: number): number {
  return Math.max(CHUNK, minChunk);
}
