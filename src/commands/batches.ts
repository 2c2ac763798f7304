/** Images read or pushed concurrently. */
export const IMAGES_AT_ONCE = 32;

/** Images handled together and then forgotten: 100,000 would exceed the memory. */
const IMAGES_PER_BATCH = 256;

export interface Batch<Item> {
  readonly start: number;
  readonly requests: readonly Item[];
}

export function* toBatches<Item>(requests: readonly Item[], size = IMAGES_PER_BATCH): Generator<Batch<Item>> {
  for (let start = 0; start < requests.length; start += size) {
    yield { start, requests: requests.slice(start, start + size) };
  }
}
