import type { SharedLayers } from './shards-shared-layers.ts';
import { buildSharingTree, type SharingTree } from './shared-layers.ts';

/** A shard may be so many times as heavy as the average where that keeps images together that share layers. */
export const TOLERANCE = 1.1;

/** The groups that wait for a shard, the heaviest first; of those that weigh as much, the earlier one. */
class WaitingUnit {
  private readonly heap: number[] = [];
  private readonly weights: Float64Array;

  constructor({ weights, roots }: SharingTree) {
    this.weights = weights;
    for (const root of roots) this.push(root);
  }

  private isBefore(one: number, other: number): boolean {
    const difference = (this.weights[one] ?? 0) - (this.weights[other] ?? 0);
    return difference === 0 ? one < other : difference > 0;
  }

  push(node: number): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up] ?? node;
      if (!this.isBefore(node, above)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = node;
  }

  pop(): number | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      const other = heap[down + 1];
      if (other !== undefined && this.isBefore(other, heap[down] ?? other)) down++;
      const below = heap[down] ?? last;
      if (!this.isBefore(below, last)) break;
      heap[at] = below;
      at = down;
    }
    heap[at] = last;
    return top;
  }
}

function lightest(loads: Float64Array): number {
  let least = 0;
  for (let index = 1; index < loads.length; index++) {
    if ((loads[index] ?? 0) < (loads[least] ?? 0)) least = index;
  }
  return least;
}

/** Gives all images below a node to a shard. */
function assign({ left, right }: SharingTree, node: number, give: (image: number) => void): void {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const half = left[next] ?? -1;
    if (half < 0) give(next);
    else open.push(half, right[next] ?? -1);
  }
}

/**
 * Deals images out to shards, so that each weighs about the same, and images that share layers are in one.
 *
 * The heaviest group goes first, to the lightest shard (longest processing time first, Graham 1969). A group that does
 * not fit there is cut where its halves share least. A single image always fits. So no shard weighs more than
 * {@link TOLERANCE} times the average, or than the average and the heaviest image, whichever is more.
 *
 * @param most shards there may be; there are fewer where there are fewer images or groups.
 * @returns the shard of each image, from 1 on.
 */
export function packShards(images: SharedLayers, most: number): Uint16Array {
  const count = images.weights.length;
  const shards = Math.max(1, Math.min(most, count));
  const tree = buildSharingTree(images);
  const total = images.weights.reduce((sum, weight) => sum + weight, 0);
  const limit = (TOLERANCE * total) / shards;
  const loads = new Float64Array(shards);
  const shardOf = new Uint16Array(count);
  const waiting = new WaitingUnit(tree);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const shard = lightest(loads);
    const load = (loads[shard] ?? 0) + (tree.weights[node] ?? 0);
    const half = tree.left[node] ?? -1;
    if (half >= 0 && load > limit) {
      waiting.push(half);
      waiting.push(tree.right[node] ?? -1);
      continue;
    }
    loads[shard] = load;
    assign(tree, node, (image) => {
      shardOf[image] = shard + 1;
    });
  }
  // A shard without images is no job. Those that have some come first, because the lightest one is always filled next.
  return shardOf;
}
