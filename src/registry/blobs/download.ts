import { createHash, type Hash } from 'node:crypto';
import { type DigestAlgorithm, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import { createLimit, type Limit, type Permit } from '../../util/concurrency.ts';
import { getOrMake } from '../../util/memo.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer } from '../errors.ts';
import type { HttpResponse } from '../transport/http.ts';
import { isPassingError } from '../transport/retry.ts';
import { collectChunksSoon } from '../transport/v8-flags.ts';
import { type BlobIdentity, describeBlob, OTHER_BYTES, requestBlob } from './blobs.ts';

/** Each reading survives so many broken connections. */
const MOST_BREAKS = 5;

/** In ms; doubles each time. */
const FIRST_PAUSE = 250;

/** Verified on each reading, which ends the one before. Dispose of it: others may wait for that. */
interface BlobStream extends AsyncIterable<Uint8Array>, AsyncDisposable {
  from(offset: number): AsyncIterable<Uint8Array>;
}

interface BlobReading extends BlobIdentity {
  /** A permit that the caller has acquired; the stream releases it. */
  readonly turn?: Permit;
  /** Receives the length of each chunk; it must neither throw nor wait. */
  readonly onBytes?: (count: number) => void;
}

/**
 * Opens a blob as a stream that is verified while it is read; undefined if the repository lacks it.
 *
 * After a broken connection the reading resumes on a new one. The last chunk is held back until length and digest prove
 * right, so a wrong blob never ends well-formed. The digest covers the whole blob even from a later byte on: the hash
 * of the beginning is kept from the reading before.
 */
export async function openBlob(
  client: RegistryClient,
  repository: Repository,
  blob: BlobReading,
): Promise<BlobStream | undefined> {
  const { size, onBytes = () => undefined } = blob;
  const attempt = describeBlob('read', client, repository, blob.digest);
  const turn = blob.turn ?? (await takeTurn(client));
  let first: HttpResponse | undefined;
  try {
    first = await requestBlob(client, repository, blob);
  } finally {
    if (first === undefined) turn.release('answered');
  }
  if (first === undefined) return undefined;
  collectChunksSoon();
  const trail = createHashTrail(digestAlgorithm(blob.digest));
  let readings = 0;
  let isDisposed = false;

  async function open(at: number): Promise<HttpResponse> {
    const opened = at === 0 ? first : undefined;
    if (opened !== undefined) first = undefined;
    const response = opened ?? (await requestBlob(client, repository, blob, at));
    if (response === undefined) throw invalidAnswer(attempt, 'the registry no longer has it', 'not-found');
    return response;
  }

  /** One generator does it all, over several connections: each further one costs a chunk as much as its hash. */
  async function* from(offset: number): AsyncGenerator<Uint8Array> {
    const reading = ++readings;
    const { hash, ...start } = trail.goBack(offset);
    let { length } = start;
    let held: Uint8Array | undefined;
    for (let breaks = 0, isOver = false; !isOver; breaks++) {
      const { body } = await open(length);
      try {
        for await (const chunk of body) {
          // An abandoned reading may still wait for one more chunk.
          if (reading !== readings) return;
          length += chunk.byteLength;
          if (length > size) break;
          hash.update(chunk);
          trail.keep({ length, hash });
          const surplus = Math.max(0, offset - (length - chunk.byteLength));
          if (surplus >= chunk.byteLength) continue;
          if (held !== undefined) {
            onBytes(held.byteLength);
            yield held;
          }
          held = chunk.subarray(surplus);
        }
        isOver = true;
      } catch (error) {
        // If only the end of the body is missing, length and digest decide.
        if (length >= size) isOver = true;
        else if (!isPassingError(error) || breaks === MOST_BREAKS) throw error;
        else await client.clock.sleep(FIRST_PAUSE * 2 ** breaks);
      }
    }
    if (length !== size) {
      const came = length > size ? 'more bytes came than' : `only ${length} bytes came of`;
      const reason = `${came} the ${size} that its descriptor names`;
      throw invalidAnswer(attempt, reason, 'digest-mismatch', OTHER_BYTES);
    }
    if (hash.digest('hex') !== digestHex(blob.digest)) {
      throw invalidAnswer(attempt, 'the bytes that came have another digest', 'digest-mismatch', OTHER_BYTES);
    }
    if (held === undefined) return;
    onBytes(held.byteLength);
    yield held;
  }

  return {
    from,
    [Symbol.asyncIterator]: () => from(0),
    async [Symbol.asyncDispose]() {
      // A second release would give others too many permits.
      if (isDisposed) return;
      isDisposed = true;
      await first?.discard();
      first = undefined;
      turn.release('answered');
    },
  };
}

/** In bytes, between two kept states of the hash: resuming anywhere rereads at most this much. */
const STEP = 16 * 1024 * 1024;

/** A hash of the beginning of a blob. */
export interface HashState {
  /** In bytes. */
  readonly length: number;
  readonly hash: Hash;
}

/** Keeps the hash of a blob at several places, so that a second reading need not begin with the first byte. */
export function createHashTrail(algorithm: DigestAlgorithm) {
  const states: HashState[] = [];
  return {
    /** Returns the last kept state at or before a byte, and drops later ones: their bytes are read anew. */
    goBack(offset: number): HashState {
      while ((states.at(-1)?.length ?? 0) > offset) states.pop();
      const last = states.at(-1);
      return last === undefined
        ? { length: 0, hash: createHash(algorithm) }
        : { length: last.length, hash: last.hash.copy() };
    },
    /** Keeps a copy of a state that is a step beyond the last. */
    keep({ length, hash }: HashState): void {
      if (length - (states.at(-1)?.length ?? 0) >= STEP) states.push({ length, hash: hash.copy() });
    },
  };
}

/**
 * Concurrent streams from one registry: half of the connections that a host may have.
 *
 * A stream keeps its connection while it waits for its upload. If both ends are one host, streams on all connections
 * would wait for ever for uploads that get none.
 */
const MOST_STREAMS = 8;

const LIMITS = new WeakMap<RegistryClient, Limit>();

/** Waits for a permit to read one more blob; it must be released. */
export function takeTurn(client: RegistryClient): Promise<Permit> {
  return getOrMake(LIMITS, client, () => createLimit(MOST_STREAMS)).acquire();
}
