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

export function describeUpload(
  client: RegistryClient,
  repository: Repository,
  { doing, digest }: { readonly doing: string; readonly digest: Digest },
): Attempt {
  const object = `blob ${digest} to ${formatRepository(repository)}`;
  return { registry: client.registry, what: `${doing} ${object}`, isWrite: true };
}

/** Refuses an upload at another origin: mostly a registry that does not know its own address. */
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
 * Reads the next address of an upload, unchanged: its query holds the registry's state. Another origin is refused,
 * because credentials would follow (GHSA-jxpm-75mh-9fp7).
 *
 * @param before the address so far, which holds if an answer names no other.
 */
export function sessionLocation(client: RegistryClient, response: HttpResponse, attempt: Attempt, before?: URL): URL {
  const minChunk = response.header('oci-chunk-min-length') ?? '';
  const memory = uploadMemory(client);
  if (/^[0-9]{1,12}$/.test(minChunk)) memory.minChunk = Math.max(memory.minChunk, Number(minChunk));
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

/** Opens an upload session; undefined if the registry says that the blob is complete, and has it. */
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

/** Undefined if the session is gone or does not say. Most registries give `0-0` for no byte too (end-13). */
export async function readProgress(
  client: RegistryClient,
  location: URL,
  attempt: Attempt,
): Promise<{ readonly location: URL; readonly received: number } | undefined> {
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

/** Whether an answer names another blob; hashes of different kinds cannot be compared. */
export function namesAnother(response: HttpResponse, digest: Digest): boolean {
  const named = tryParseDigest(response.header('docker-content-digest') ?? '');
  return named !== undefined && named !== digest && digestAlgorithm(named) === digestAlgorithm(digest);
}

/** Reads a blob from an offset on. */
export type SeekableSource = (from: number) => AsyncIterable<Uint8Array>;

type PartReader = (first: number, length: number) => AsyncGenerator<Uint8Array>;

/** A reading of the source and its offset, which is undefined while a part is being read, or after that broke off. */
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

/** Makes a reader of parts, which continues the open stream for a part that follows the one before. */
export function createPartReader(source: SeekableSource): PartReader {
  let open: Reading | undefined;
  return async function* read(first, length) {
    let reading = open;
    if (reading?.at !== first) {
      // The abandoned stream may wait for bytes that never come: do not await it.
      reading?.iterator.return?.().catch(() => undefined);
      reading = { iterator: source(first)[Symbol.asyncIterator](), at: first, rest: undefined };
      open = reading;
    }
    yield* readPart(reading, first, length);
  };
}

/** With the closing PUT, or a PATCH before it, of which each registry accepts one; or else with a PATCH per chunk. */
export type UploadStrategy = 'put' | 'patch' | 'chunks';

/** In bytes. Smaller blobs are sent with the closing PUT; larger ones as docker push does, PATCH then PUT. */
const MAX_SINGLE_PUT = 4 * 1024 * 1024;

/** Per pair of repositories. */
const MOST_REFUSED_MOUNTS = 3;

/** A mount refused with an error. */
export interface RefusedMount {
  readonly kind: 'refused';
  /** Whether it is forbidden, as all writes there may be. */
  readonly isDenied?: true;
}

const REFUSED: RefusedMount = { kind: 'refused' };

const DENIED: RefusedMount = { kind: 'refused', isDenied: true };

/** What a run learns of how a registry takes blobs. */
function createUploadMemory() {
  const forms = new Map<boolean, UploadStrategy>();
  const refusedMounts = new Map<string, { count: number; last: RefusedMount }>();
  const isLarge = (size: number) => size > MAX_SINGLE_PUT;
  const pairOf = (from: Repository, to: Repository): string => `${from.name} ${to.name}`;
  return {
    firstForm: (size: number) => forms.get(isLarge(size)) ?? (isLarge(size) ? 'patch' : 'put'),
    /** Remembers a form that worked after another was refused. */
    learnForm: (size: number, form: UploadStrategy) => void forms.set(isLarge(size), form),
    /** In bytes; 0 if the registry names no minimum. */
    minChunk: 0,
    mayMount: (from: Repository, to: Repository) =>
      (refusedMounts.get(pairOf(from, to))?.count ?? 0) < MOST_REFUSED_MOUNTS,
    /** The result of a mount that is no longer requested. */
    refusedMount: (from: Repository, to: Repository) => refusedMounts.get(pairOf(from, to))?.last ?? REFUSED,
    /** Remembers a mount that was refused with an error, not one answered with a session. */
    noteRefusedMount(from: Repository, to: Repository, isDenied: boolean): RefusedMount {
      const pair = pairOf(from, to);
      const last = isDenied ? DENIED : REFUSED;
      refusedMounts.set(pair, { count: (refusedMounts.get(pair)?.count ?? 0) + 1, last });
      return last;
    },
    /** As many concurrent mounts as the registry would get at first anyway. */
    mounts: createLimit(CONNECTIONS, AT_FIRST),
  };
}

const MEMORIES = new WeakMap<RegistryClient, ReturnType<typeof createUploadMemory>>();

/** Returns the memory of a client, which lasts as long as the client. */
export function uploadMemory(client: RegistryClient) {
  return getOrMake(MEMORIES, client, createUploadMemory);
}

/** When blobs are sent in chunks with a Content-Range: as needed, after all else failed, or never. */
export type ChunkUse = 'usable' | 'last' | 'never';

/**
 * Registries that handle chunks badly. GHCR keeps only the last chunk and refuses those of more than 4 MiB. Artifact
 * Registry and Container Registry accept a single stream. ECR's Range stands still (aws/containers-roadmap#2831).
 */
const EXCEPTIONS: readonly { readonly registry: RegExp; readonly use: ChunkUse }[] = [
  { registry: /^ghcr\.io$/, use: 'never' },
  { registry: /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/, use: 'never' },
  { registry: /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.|^public\.ecr\.aws$/, use: 'last' },
];

/** Returns when a registry, by its canonical name, gets chunks. */
export function chunkUse(registry: string): ChunkUse {
  return EXCEPTIONS.find((exception) => exception.registry.test(registry))?.use ?? 'usable';
}

/** In bytes, unless the registry requires longer ones. */
export const CHUNK = 8 * 1024 * 1024;
