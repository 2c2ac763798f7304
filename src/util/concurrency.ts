/** Gives the results in the order of the items; the first failure is thrown at once, and no further item is begun. */
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

/** Allows one request. */
export interface Permit {
  /** Must be called at the request's end: it was answered, the registry was too busy for it, or no answer came. */
  release(outcome: 'answered' | 'busy' | 'failed'): void;
}

/** How many requests of one kind may be under way at a host. */
export interface Limit {
  readonly size: number;
  /** First come, first served. */
  acquire(): Promise<Permit>;
}

/**
 * Makes a limit that adapts as TCP does (RFC 5681). It doubles with each window of answers, as many as it is wide, up
 * to the most. If the registry is too busy, it is halved, and grows by one for each window from then on. Requests that
 * were under way when it was halved do not halve it again.
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
