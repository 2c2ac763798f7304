import type { LayerRelation, LayersDiff } from './image-diff.ts';
import type { LayerFacts, PlatformFacts } from './image-facts.ts';

/** Counts how many items two lists begin with. */
function commonPrefix(left: readonly string[], right: readonly string[]): number {
  const end = Math.min(left.length, right.length);
  for (let index = 0; index < end; index++) if (left[index] !== right[index]) return index;
  return end;
}

function relate(left: readonly string[], right: readonly string[], common: number): LayerRelation {
  if (left.length === 0 || right.length === 0) return 'unknown';
  if (common === left.length) return common === right.length ? 'same' : 'right-extends-left';
  if (common === right.length) return 'left-extends-right';
  return common > 0 ? 'same-base' : 'other-base';
}

/** Lists the items of one list that another does not have; what is there twice must be in the other twice. */
function withoutLayers<Item>(
  items: readonly Item[],
  others: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(keyOf(other), (counts.get(keyOf(other)) ?? 0) + 1);
  return items.filter((item) => {
    const count = counts.get(keyOf(item)) ?? 0;
    if (count > 0) counts.set(keyOf(item), count - 1);
    return count === 0;
  });
}

/** Counts the layers that were added whose content the left image has, too. */
function countRecompressed(left: PlatformFacts, right: PlatformFacts): number {
  const [before, after] = [left.config?.diffIds ?? [], right.config?.diffIds ?? []];
  // Where a config names more or fewer than there are, which is whose is not known.
  if (before.length !== left.layers.length || after.length !== right.layers.length) return 0;
  const digests = new Set(left.layers.map(({ digest }) => digest));
  const contents = new Set(before);
  return right.layers.filter(({ digest }, index) => !digests.has(digest) && contents.has(after[index] ?? '')).length;
}

/**
 * Compares the layers of a platform: by digest what travels, and by content, which `diff_ids` name, what they were
 * built on.
 */
export function diffLayers(left: PlatformFacts, right: PlatformFacts): LayersDiff {
  const keyOf = ({ digest }: LayerFacts): string => digest;
  const added = withoutLayers(right.layers, left.layers, keyOf);
  const removed = withoutLayers(left.layers, right.layers, keyOf);
  const shared = withoutLayers(right.layers, added, keyOf);
  const contents = [left.config?.diffIds ?? [], right.config?.diffIds ?? []] as const;
  const common = commonPrefix(...contents);
  return {
    relation: relate(...contents, common),
    common,
    shared: { count: shared.length, bytes: shared.reduce((sum, { size }) => sum + size, 0) },
    added,
    removed,
    recompressed: countRecompressed(left, right),
  };
}
