import { type Digest, digestAlgorithm, digestOf } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';

/** What came of a blob in a destination. */
export type BlobOutcome = 'mounted' | 'copied' | 'present' | 'left-out';

/** So much is kept of blobs that were read already, in all (bytes): the configs of a thousand images. */
const MOST_GIVEN = 8 * 1024 * 1024;

interface BlobWish {
  readonly to: Repository;
  readonly digest: Digest;
  /** Whether its bytes come from another registry: then a copy of the run's own, once it is there, is nearer. */
  readonly isFar: boolean;
}

/**
 * Gets a blob to where it is wanted.
 *
 * @param near a repository of the same registry to which this run has brought the blob; undefined if none is known.
 */
type BlobCarrier = (near: Repository | undefined) => Promise<BlobOutcome>;

/**
 * What a run knows of blobs, across its images and destinations: each is brought to a registry once, and mounted from
 * there.
 */
export interface BlobTracker {
  /** Keeps the bytes of a small blob that was read already, while there is room; those of another digest are not. */
  give(digest: Digest, bytes: Uint8Array): void;
  bytesOf(digest: Digest): Uint8Array | undefined;
  /**
   * Gets a blob to where it is wanted, unless the run has it there already.
   *
   * Who wants what is under way waits for it, and holds nothing meanwhile. Where that fails, one of those who wait
   * tries by itself: a failure is no one else's.
   */
  bring(wish: BlobWish, carry: BlobCarrier): Promise<BlobOutcome>;
}

/** Makes the tracker of a run: nothing is known yet. */
export function createBlobTracker(): BlobTracker {
  const given = new Map<Digest, Uint8Array>();
  let room = MOST_GIVEN;
  const repositories = new SingleFlight<true>();
  const registries = new SingleFlight<Repository>();

  function carryOnce({ to, digest, isFar }: BlobWish, carry: BlobCarrier): Promise<BlobOutcome> {
    if (!isFar) return carry(undefined);
    return registries.take(`${to.registry} ${digest}`, { arrival: to, lead: () => carry(undefined), follow: carry });
  }

  return {
    give(digest, bytes) {
      if (given.has(digest) || bytes.byteLength > room || digestOf(bytes, digestAlgorithm(digest)) !== digest) return;
      given.set(digest, bytes);
      room -= bytes.byteLength;
    },
    bytesOf: (digest) => given.get(digest),
    bring: (wish, carry) =>
      repositories.take(`${formatRepository(wish.to)} ${wish.digest}`, {
        arrival: true,
        lead: () => carryOnce(wish, carry),
        follow: () => 'present',
      }),
  };
}

/** How a blob gets somewhere: by oneself, or with the help of whoever was there before. */
interface Flight<T> {
  /** What those who come later are told, once the blob is there. */
  readonly arrival: T;
  lead(): Promise<BlobOutcome>;
  follow(arrival: T): BlobOutcome | Promise<BlobOutcome>;
}

/**
 * Lets one of those who want the same thing at the same time get it, while the others wait.
 *
 * Who waits holds nothing. Where the first one fails, the next tries: a failure is no one else's.
 */
class SingleFlight<T> {
  /** What is under way or has arrived; undefined if it never will. */
  readonly #flights = new Map<string, Promise<T | undefined>>();

  /** Follows whoever was first, or is the first. */
  async take(key: string, { arrival, lead, follow }: Flight<T>): Promise<BlobOutcome> {
    for (let flight = this.#flights.get(key); flight !== undefined; flight = this.#flights.get(key)) {
      const arrived = await flight;
      if (arrived !== undefined) return await follow(arrived);
      // Between here and the next lines nothing waits: of all who waited, one alone begins anew.
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    }
    const work = lead();
    this.#flights.set(
      key,
      work.then(
        (outcome) => (outcome === 'left-out' ? undefined : arrival),
        () => undefined,
      ),
    );
    return await work;
  }
}
