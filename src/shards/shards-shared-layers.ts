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
export interface ShardLayers {
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
