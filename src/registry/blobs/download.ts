import { createHash, type Hash } from 'node:crypto';
import { type Digest, type DigestAlgorithm, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import { createLimit, type Limit, type Permit } from '../../util/concurrency.ts';
import { getOrMake } from '../../util/memo.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer } from '../errors.ts';
import type { HttpResponse } from '../transport/http.ts';
import { isPassingError } from '../transport/retry.ts';
import { collectChunksSoon } from '../transport/v8-flags.ts';
import { type BlobIdentity, describeBlob, OTHER_BYTES, requestBlob } from './blobs.ts';

/** A reading goes on after this many broken connections, and no more. */
const MOST_BREAKS = 5;

/** The pause after the first of them, in ms; it doubles each time. */
const FIRST_PAUSE = 250;

/**
 * A blob that was opened, and is checked whenever it is read: from its first byte, or from a later one.
 *
 * Only one reading at a time is of use: the next one ends the one before it. It must be disposed of at the end: others
 * may wait for that.
 */
export interface BlobStream extends AsyncIterable<Uint8Array>, AsyncDisposable {
  from(offset: number): AsyncIterable<Uint8Array>;
}

interface BlobReading extends BlobIdentity {
  /** The leave to read it, where the caller has waited for that already; it is given back with the stream. */
  readonly turn?: Permit;
  /** Told how many bytes are passed on, chunk by chunk; it must neither throw nor wait. */
  readonly onBytes?: (count: number) => void;
}

/**
 * Opens a blob as a stream that is checked while it is read.
 *
 * A connection that breaks in the middle is made again, and the reading goes on from there. One chunk is held back:
 * where length or digest are wrong the stream breaks before its last byte, so whoever receives it never sees a
 * well-formed end. The digest is that of the whole blob, also where it is read from a later byte: the hash of what
 * comes before is remembered from the reading before.
 *
 * @returns undefined if the repository does not have it.
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

  /** Waits for a connection to be worth another try after it broke; throws where it is not. */
  async function recover(error: unknown, breaks: number): Promise<void> {
    if (!isPassingError(error) || breaks === MOST_BREAKS) throw error;
    await client.clock.sleep(FIRST_PAUSE * 2 ** breaks);
  }

  /**
   * Reads to the end, over as many connections as it takes.
   *
   * All is done in one generator, because each one that a chunk passes through costs as much as its hash.
   */
  async function* from(offset: number): AsyncGenerator<Uint8Array> {
    const reading = ++readings;
    const { hash, ...start } = trail.goBack(offset);
    let { length } = start;
    let held: Uint8Array | undefined;
    for (let breaks = 0, isOver = false; !isOver; breaks++) {
      const { body } = await open(length);
      try {
        for await (const chunk of body) {
          // Whoever gave up a reading may still wait for one more chunk of it.
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
        // Where only the end of the body is missing, length and digest decide.
        if (length >= size) isOver = true;
        else await recover(error, breaks);
      }
    }
    if (length !== size) {
      const came = length > size ? 'more bytes came than' : `only ${length} bytes came of`;
      const reason = `${came} the ${size} that its descriptor names`;
      throw invalidAnswer(attempt, reason, 'digest-mismatch', OTHER_BYTES);
    }
    checkHash(hash.digest('hex'), blob.digest);
    if (held === undefined) return;
    onBytes(held.byteLength);
    yield held;
  }

  function checkHash(hex: string, digest: Digest): void {
    if (hex === digestHex(digest)) return;
    throw invalidAnswer(attempt, 'the bytes that came have another digest', 'digest-mismatch', OTHER_BYTES);
  }

  return {
    from,
    [Symbol.asyncIterator]: () => from(0),
    async [Symbol.asyncDispose]() {
      // Where a turn ended twice, others would get too many.
      if (isDisposed) return;
      isDisposed = true;
      await first?.discard();
      first = undefined;
      turn.release('answered');
    },
  };
}

/** From one kept state of the hash to the next (bytes): as much is read again at most to go on anywhere in a blob. */
const STEP = 16 * 1024 * 1024;

/** A hash of the beginning of a blob. */
export interface HashState {
  /** How many bytes it is of. */
  readonly length: number;
  readonly hash: Hash;
}

/** The hash of a blob at several places, so that a second reading need not begin with the first byte. */
interface HashTrail {
  /**
   * Returns the state at the last place that is kept at or before a byte, to be gone on with.
   *
   * What was kept beyond it is forgotten: it is of bytes that are read anew.
   */
  goBack(offset: number): HashState;
  /** Keeps a copy of a state, where it is a step further than the last. */
  keep(state: HashState): void;
}

/** Makes the trail of a blob of which nothing was read yet. */
export function createHashTrail(algorithm: DigestAlgorithm): HashTrail {
  const states: HashState[] = [];
  return {
    goBack(offset) {
      while ((states.at(-1)?.length ?? 0) > offset) states.pop();
      const last = states.at(-1);
      return last === undefined
        ? { length: 0, hash: createHash(algorithm) }
        : { length: last.length, hash: last.hash.copy() };
    },
    keep({ length, hash }) {
      if (length - (states.at(-1)?.length ?? 0) >= STEP) states.push({ length, hash: hash.copy() });
    },
  };
}

/**
 * Blobs are read from one registry in so many streams at once: half of the connections that a host may have.
 *
 * A stream keeps its connection while it waits for the upload that it feeds. Where both ends are one host, streams that
 * took all connections would wait for uploads that get none, for ever.
 */
const MOST_STREAMS = 8;

const LIMITS = new WeakMap<RegistryClient, Limit>();

/** Waits for the leave to read one more blob with a client; it must be given back. */
export function takeTurn(client: RegistryClient): Promise<Permit> {
  return getOrMake(LIMITS, client, () => createLimit(MOST_STREAMS)).acquire();
}
