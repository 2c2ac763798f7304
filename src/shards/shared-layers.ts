import type { Digest } from '../oci/digest.ts';

/** Which images refer to which layers, in arrays of numbers: 100,000 images have 2 million references. */
export interface SharedLayers {
  /** What each image weighs, in bytes: a layer that several lack counts for each in part, since a job brings it once. */
  readonly weights: Float64Array;
  /** Where the layers of each image begin in `layers`; one more at the end. */
  readonly starts: Uint32Array;
  /** The layers of one image after the other, each by its number, in ascending order. */
  readonly layers: Uint32Array;
  /** How large each layer is, in bytes. */
  readonly sizes: Float64Array;
}

/** Collects which images refer to which layers while the images are read, so that nothing else of them need be kept. */
export class LayerIndex {
  private readonly numbers = new Map<Digest, number>();
  private readonly sizes: number[] = [];
  private readonly users: number[] = [];
  private readonly weights: number[] = [];
  private readonly starts: number[] = [0];
  private readonly layers: number[] = [];

  /**
   * Takes in an image.
   *
   * @param layers that it lacks.
   * @param base what it weighs beside them, in bytes; at least 1, so that images without bytes are spread too.
   */
  add(layers: Iterable<{ readonly digest: Digest; readonly size: number }>, base: number): void {
    const own = new Set<number>();
    for (const { digest, size } of layers) {
      const number = this.numbers.get(digest) ?? this.numbers.size;
      if (number === this.sizes.length) {
        this.numbers.set(digest, number);
        this.sizes.push(size);
        this.users.push(0);
      }
      own.add(number);
    }
    for (const number of [...own].sort((left, right) => left - right)) {
      this.layers.push(number);
      this.users[number] = (this.users[number] ?? 0) + 1;
    }
    this.starts.push(this.layers.length);
    this.weights.push(Math.max(1, base));
  }

  /** Gives what was collected. */
  finish(): SharedLayers {
    const { sizes, users, starts, layers } = this;
    const weights = Float64Array.from(this.weights);
    for (let image = 0; image < weights.length; image++) {
      for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
        const layer = layers[at] ?? 0;
        weights[image] = (weights[image] ?? 0) + (sizes[layer] ?? 0) / (users[layer] ?? 1);
      }
    }
    return {
      weights,
      starts: Uint32Array.from(starts),
      layers: Uint32Array.from(layers),
      sizes: Float64Array.from(sizes),
    };
  }
}

/** What the images of a shard lack together. */
interface ShardLayers {
  /** In bytes, each layer once. */
  readonly bytes: number;
  /** How often an image lacks a layer that an earlier one of the shard lacks too, and how many bytes that saves. */
  readonly repeats: number;
  readonly repeatedBytes: number;
}

/** Adds up what the images of each shard lack together. */
export function addUpShards(images: SharedLayers, shardOf: Uint16Array, shards: number): readonly ShardLayers[] {
  const { starts, layers, sizes } = images;
  const order = Uint32Array.from(shardOf.keys()).sort((one, other) => (shardOf[one] ?? 0) - (shardOf[other] ?? 0));
  const seenIn = new Uint16Array(sizes.length);
  const sums = Array.from({ length: shards }, () => ({ bytes: 0, repeats: 0, repeatedBytes: 0 }));
  for (const image of order) {
    const shard = shardOf[image] ?? 0;
    const sum = sums[shard - 1];
    if (sum === undefined) continue;
    for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
      const layer = layers[at] ?? 0;
      const size = sizes[layer] ?? 0;
      if (seenIn[layer] === shard) {
        sum.repeats++;
        sum.repeatedBytes += size;
      } else sum.bytes += size;
      seenIn[layer] = shard;
    }
  }
  return sums;
}

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
 * All pairs would be too many if all share one base. These are enough to join all images that share a layer.
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
