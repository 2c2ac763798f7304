import type { BlobOutcome } from '../../promotion/events.ts';

/** How a blob gets somewhere: by oneself, or with the help of whoever was there before. */
export interface Journey<T> {
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
export class Flights<T> {
  /** What is under way or has arrived; undefined where it never will. */
  readonly #flights = new Map<string, Promise<T | undefined>>();

  /** Follows whoever was first, or is the first. */
  async take(key: string, { arrival, lead, follow }: Journey<T>): Promise<BlobOutcome> {
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
