import type { SharedLayers } from './shards-shared-layers.ts';

/** What is not there: a leaf has no halves. */
const NONE = -1;

/**
 * Images as a forest: those that share most are joined first, so that the last join of a tree is its weakest.
 *
 * The nodes 0 to n-1 are the images, those after them joins.
 */
export interface SharingTree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What the images below a node weigh together, in bytes. */
  readonly weights: Float64Array;
  /** The trees: what shares nothing with the rest is one by itself. */
  readonly roots: readonly number[];
}

/** Pairs of images that share layers, the one that comes later in the set first. */
interface Pairs {
  readonly count: number;
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** How many bytes they share. */
  readonly shared: Float64Array;
}

/** Counts the bytes of the layers that two images have in common. */
function sharedBytes({ starts, layers, sizes }: SharedLayers, left: number, right: number): number {
  let [at, other] = [starts[left] ?? 0, starts[right] ?? 0];
  const [end, otherEnd] = [starts[left + 1] ?? 0, starts[right + 1] ?? 0];
  let bytes = 0;
  while (at < end && other < otherEnd) {
    const [mine, theirs] = [layers[at] ?? 0, layers[other] ?? 0];
    if (mine === theirs) bytes += sizes[mine] ?? 0;
    if (mine <= theirs) at++;
    if (theirs <= mine) other++;
  }
  return bytes;
}

/**
 * Finds the pairs that matter: each image with the one before it that has the same layer, for each of its layers.
 *
 * All pairs would be too many where all share one base. These are enough to join everybody who shares a layer.
 */
function findPairs(images: SharedLayers): Pairs {
  const { starts, layers, sizes, weights } = images;
  const first = new Uint32Array(layers.length);
  const second = new Uint32Array(layers.length);
  const shared = new Float64Array(layers.length);
  const latest = new Int32Array(sizes.length).fill(NONE);
  let count = 0;
  for (let image = 0; image < weights.length; image++) {
    const own = count;
    for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
      const layer = layers[at] ?? 0;
      const other = latest[layer] ?? NONE;
      latest[layer] = image;
      if (other === NONE || second.subarray(own, count).includes(other)) continue;
      first[count] = image;
      second[count] = other;
      shared[count] = sharedBytes(images, image, other);
      count++;
    }
  }
  return { count, first, second, shared };
}

/** Finds the tree that an image is in, and shortens the way to it. */
function findTop(parents: Int32Array, node: number): number {
  let top = node;
  for (let up = parents[top] ?? NONE; up !== NONE; up = parents[top] ?? NONE) top = up;
  for (let at = node; at !== top; ) {
    const up = parents[at] ?? top;
    parents[at] = top;
    at = up;
  }
  return top;
}

/**
 * Joins images that share layers, the pair that shares most first (Kruskal's algorithm; the forest is what is called
 * single linkage).
 *
 * The same images give the same forest: of pairs that share as much, the earlier one comes first.
 */
export function buildSharingTree(images: SharedLayers): SharingTree {
  const count = images.weights.length;
  const { count: pairs, first, second, shared } = findPairs(images);
  const order = new Uint32Array(pairs)
    .map((_, index) => index)
    .sort((one, other) => (shared[other] ?? 0) - (shared[one] ?? 0) || one - other);
  const size = Math.max(1, 2 * count);
  const left = new Int32Array(size).fill(NONE);
  const right = new Int32Array(size).fill(NONE);
  const parents = new Int32Array(size).fill(NONE);
  const weights = new Float64Array(size);
  weights.set(images.weights);
  let next = count;
  for (const pair of order) {
    const one = findTop(parents, second[pair] ?? 0);
    const other = findTop(parents, first[pair] ?? 0);
    if (one === other) continue;
    left[next] = one;
    right[next] = other;
    weights[next] = (weights[one] ?? 0) + (weights[other] ?? 0);
    parents[one] = next;
    parents[other] = next;
    next++;
  }
  const roots = new Set<number>();
  for (let image = 0; image < count; image++) roots.add(findTop(parents, image));
  return { left, right, weights, roots: [...roots] };
}
