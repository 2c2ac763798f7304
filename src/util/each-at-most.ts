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
  async function lane(): Promise<void> {
    // All lanes take from the same iterator: whoever is free does the next item.
    for (const [index, item] of waiting) {
      if (hasFailed) return;
      results[index] = await work(item);
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  } catch (error) {
    hasFailed = true;
    throw error;
  }
  return results;
}
