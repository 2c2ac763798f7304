import { setTimeout as sleep } from 'node:timers/promises';

/** So often nothing more has to come before a round is answered, at so long a distance (ms). */
const [LOOKS, DISTANCE] = [4, 10];

/**
 * Answers requests in rounds: no answer of a round goes out before nothing else is asked without it.
 *
 * The number of rounds is that of the requests that have to wait for another one's answer, one after the other. It does
 * not depend on how long anything takes, as client and registry share a thread: while that is held up, nothing is looked at.
 */
export class Rounds {
  count = 0;
  #waiting: (() => void)[] = [];

  /** Holds a request until its round is answered. */
  readonly hold = (): Promise<undefined> =>
    new Promise((resolve) => {
      this.#waiting.push(() => resolve(undefined));
      if (this.#waiting.length === 1) void this.#answer();
    });

  async #answer(): Promise<void> {
    let seen = 0;
    for (let look = 0; look < LOOKS; look++) {
      await sleep(DISTANCE);
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
