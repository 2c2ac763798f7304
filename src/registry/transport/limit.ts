/** Leave to send one request; its end must be told. */
export interface Slot {
  /** Ends the request: it was answered, or the registry was too busy for it. */
  release(outcome: 'answered' | 'busy'): void;
}

/** How many requests of one kind may be under way at a host. */
export interface Limit {
  /** How many that is now. */
  readonly size: number;
  /** Waits for leave to send a request; first come, first served. */
  acquire(): Promise<Slot>;
}

/**
 * Makes a limit that adapts: it begins at the most there may be, is halved where a registry is too busy, and grows by
 * one for each window of answers, as many as it is wide (the rule that TCP avoids congestion by, RFC 5681).
 *
 * Requests that were under way when it was halved belong to the same jam, and do not halve it again.
 */
export function createLimit(most: number): Limit {
  let size = most;
  let running = 0;
  let answered = 0;
  let started = 0;
  let halvedAfter = 0;
  const waiting: (() => void)[] = [];

  function start(): Slot {
    running++;
    const number = ++started;
    return {
      release(outcome) {
        running--;
        if (outcome === 'busy') {
          answered = 0;
          if (number > halvedAfter) {
            size = Math.max(1, Math.floor(size / 2));
            halvedAfter = started;
          }
        } else if (size < most && ++answered >= size) {
          size++;
          answered = 0;
        }
        while (running < size && waiting.length > 0) waiting.shift()?.();
      },
    };
  }

  return {
    get size() {
      return size;
    },
    async acquire() {
      if (running < size && waiting.length === 0) return start();
      return new Promise((resolve) => {
        waiting.push(() => resolve(start()));
      });
    },
  };
}
