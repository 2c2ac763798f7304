import { type Digest, digestAlgorithm, digestOf } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';

export type BlobOutcome = 'mounted' | 'copied' | 'present' | 'left-out';

/** In bytes, for all kept blobs: the configs of a thousand images. */
const MOST_GIVEN = 8 * 1024 * 1024;

interface BlobWish {
  readonly to: Repository;
  readonly digest: Digest;
  /** Whether its bytes come from another registry: then a copy that the run has made is nearer. */
  readonly isFar: boolean;
}

/** Brings a blob to its destination, from `near` if the run has brought it to the same registry already. */
type BlobCarrier = (near: Repository | undefined) => Promise<BlobOutcome>;

/** What a run knows of blobs: each is brought to a registry once, and mounted from there. */
export type BlobTracker = ReturnType<typeof createBlobTracker>;

export function createBlobTracker() {
  const given = new Map<Digest, Uint8Array>();
  let room = MOST_GIVEN;
  const repositories = new SingleFlight<true>();
  const registries = new SingleFlight<Repository>();

  function carryOnce({ to, digest, isFar }: BlobWish, carry: BlobCarrier): Promise<BlobOutcome> {
    if (!isFar) return carry(undefined);
    return registries.take(`${to.registry} ${digest}`, { arrival: to, lead: () => carry(undefined), follow: carry });
  }

  return {
    /** Keeps the bytes of a small blob while there is room, if the digest matches. */
    give(digest: Digest, bytes: Uint8Array): void {
      if (given.has(digest) || bytes.byteLength > room || digestOf(bytes, digestAlgorithm(digest)) !== digest) return;
      given.set(digest, bytes);
      room -= bytes.byteLength;
    },
    bytesOf: (digest: Digest) => given.get(digest),
    /** Others wait for a transfer under way, without holding anything. If it fails, one of them tries itself. */
    bring: (wish: BlobWish, carry: BlobCarrier) =>
      repositories.take(`${formatRepository(wish.to)} ${wish.digest}`, {
        arrival: true,
        lead: () => carryOnce(wish, carry),
        follow: () => 'present',
      }),
  };
}

/** How to get a blob first, or with the help of an earlier one. */
interface Flight<T> {
  readonly arrival: T;
  lead(): Promise<BlobOutcome>;
  follow(arrival: T): BlobOutcome | Promise<BlobOutcome>;
}

/** Of concurrent wishes for the same thing, one leads and the others wait. If it fails, the next one tries. */
class SingleFlight<T> {
  /** Pending or arrived; undefined if it failed. */
  readonly #flights = new Map<string, Promise<T | undefined>>();

  async take(key: string, { arrival, lead, follow }: Flight<T>): Promise<BlobOutcome> {
    for (let flight = this.#flights.get(key); flight !== undefined; flight = this.#flights.get(key)) {
      const arrived = await flight;
      if (arrived !== undefined) return await follow(arrived);
      // Nothing waits between here and the next lines: only one of the waiters starts anew.
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
