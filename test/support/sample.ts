import { createRandom, IS_FULL, seedOf } from './seed.ts';

/** Returns items in an order that the seed decides. */
export function shuffle<Item>(items: readonly Item[], family: string): readonly Item[] {
  const random = createRandom(seedOf(family));
  return items
    .map((item) => ({ item, at: random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}

/**
 * Returns one of every `divisor` items, beginning at one that the seed decides; all of them in a full run.
 *
 * Neighbours are alike in most families, such as the requests of one phase: a stride reaches every phase in every run.
 */
export function sample<Item>(items: readonly Item[], divisor: number, family: string): readonly Item[] {
  if (IS_FULL) return items;
  const first = Math.floor(createRandom(seedOf(family))() * Math.min(divisor, items.length));
  return items.filter((_, index) => index % divisor === first);
}

/** Returns some of several variants, such as registries, as the seed chooses them; all of them in a full run. */
export function someOf<Item>(count: number, items: readonly Item[], family: string): readonly Item[] {
  return IS_FULL ? items : shuffle(items, family).slice(0, count);
}

/** Returns the size of a family: a small one in every run, and the whole in a full one. */
export function sizeOf({ every, full }: { readonly every: number; readonly full: number }): number {
  return IS_FULL ? full : every;
}

/** Returns every pair in a full run; otherwise each item once on the left and once on the right, as the seed matches them. */
export function samplePairs<Item>(items: readonly Item[], family: string): readonly (readonly [Item, Item])[] {
  if (IS_FULL) return items.flatMap((left) => items.map((right) => [left, right] as const));
  const right = shuffle(items, family);
  return items.flatMap((left, index) => right.slice(index, index + 1).map((each) => [left, each] as const));
}
