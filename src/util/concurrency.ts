/**
 * Does something for each item, for so many at the same time, and returns the results in the order of the items.
 *
 * @throws the first failure, at once; no further item is begun then.
 */
export async function eachAtMost<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  async function worker(): Promise<void> {
    // All workers share one iterator, so whichever is free takes the next item.
    for (const [index, item] of waiting) {
      if (hasFailed) return;
      results[index] = await work(item);
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  } catch (error) {
    hasFailed = true;
    throw error;
  }
  return results;
}

/** Leave to send one request; its end must be told. */
export interface Permit {
  /** Ends the request: it was answered, the registry was too busy for it, or no answer came. */
  release(outcome: 'answered' | 'busy' | 'failed'): void;
}

/** How many requests of one kind may be under way at a host. */
export interface Limit {
  /** How many that is now. */
  readonly size: number;
  /** Waits for leave to send a request; first come, first served. */
  acquire(): Promise<Permit>;
}

/**
 * Makes a limit that adapts as TCP does (RFC 5681). It doubles with each window of answers, as many as it is wide, until
 * the registry is too busy for once or the most is reached. It is halved where a registry is too busy, and grows by one for
 * each window from then on.
 *
 * Requests that were under way when it was halved belong to the same jam, and do not halve it again.
 *
 * @param start how wide it is at first; the most there may be by default.
 */
export function createLimit(most: number, start = most): Limit {
  let size = Math.min(start, most);
  let isSlowStart = true;
  let running = 0;
  let answered = 0;
  let started = 0;
  let halvedAfter = 0;
  const waiting: (() => void)[] = [];

  function begin(): Permit {
    running++;
    const number = ++started;
    return {
      release(outcome) {
        running--;
        if (outcome === 'busy') {
          answered = 0;
          isSlowStart = false;
          if (number > halvedAfter) {
            size = Math.max(1, Math.floor(size / 2));
            halvedAfter = started;
          }
        } else if (outcome === 'answered' && size < most && ++answered >= size) {
          size = isSlowStart ? Math.min(most, size * 2) : size + 1;
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
      if (running < size && waiting.length === 0) return begin();
      return new Promise((resolve) => {
        waiting.push(() => resolve(begin()));
      });
    },
  };
}
