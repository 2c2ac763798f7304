import { setTimeout as sleep } from 'node:timers/promises';

/** How often nothing more has to come before a round is answered. */
const LOOKS = 4;

/**
 * Answers requests in rounds: no answer of a round goes out before nothing else is asked without it.
 *
 * The number of rounds is that of the requests that have to wait for another one's answer, one after the other. It does
 * not depend on how long anything takes if client and registry share a thread: while that is held up, nothing is looked at.
 */
export class Rounds {
  count = 0;
  #waiting: (() => void)[] = [];
  readonly #distance: number;

  /** @param distance of the looks, in ms; longer for a client that is another process. */
  constructor(distance = 10) {
    this.#distance = distance;
  }

  /** Holds a request until its round is answered. */
  readonly hold = (): Promise<undefined> =>
    new Promise((resolve) => {
      this.#waiting.push(() => resolve(undefined));
      if (this.#waiting.length === 1) void this.#answer();
    });

  async #answer(): Promise<void> {
    let seen = 0;
    for (let look = 0; look < LOOKS; look++) {
      await sleep(this.#distance);
      if (this.#waiting.length === seen) continue;
      seen = this.#waiting.length;
      look = 0;
    }
    this.count++;
    const round = this.#waiting;
    this.#waiting = [];
    for (const answer of round) answer();
  }
}
