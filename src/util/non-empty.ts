/** A list with at least one item. */
export type NonEmpty<Item> = readonly [Item, ...Item[]];

/** Maps a list as `Array.map` does, and keeps in its type that it is not empty. */
export function mapNonEmpty<Item, Result>(
  [first, ...rest]: NonEmpty<Item>,
  map: (item: Item) => Result,
): NonEmpty<Result> {
  return [map(first), ...rest.map((item) => map(item))];
}
