import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { packShards, TOLERANCE } from '../../src/shards/planner.ts';
import { addUpShards, LayerIndex, type SharedLayers } from '../../src/shards/shared-layers.ts';
import { fc } from '../support/property.ts';

/** A layer as a test writes it: its name and its size in bytes. */
type Layer = readonly [name: string, size: number];

function indexOf(images: readonly (readonly Layer[])[], base = 1): SharedLayers {
  const index = new LayerIndex();
  for (const layers of images) {
    index.add(
      layers.map(([name, size]) => ({ digest: digestOf(name), size })),
      base,
    );
  }
  return index.finish();
}

function loadsOf({ weights }: SharedLayers, shardOf: Uint16Array): readonly number[] {
  const loads: number[] = [];
  for (const [image, shard] of shardOf.entries()) loads[shard - 1] = (loads[shard - 1] ?? 0) + (weights[image] ?? 0);
  return loads;
}

/** Images of a few layers each, out of so few that many are shared; a layer has one size. */
const IMAGES = fc.array(
  fc
    .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 })
    .map((names) => names.map((name): Layer => [`layer ${name}`, (name * 7919) % 1000])),
  { minLength: 1, maxLength: 80 },
);
const SHARDS = fc.integer({ min: 1, max: 20 });

describe('shards', () => {
  it('hold every image once, are numbered without gaps, and are no more than asked for', () => {
    fc.assert(
      fc.property(IMAGES, SHARDS, (images, most) => {
        const shardOf = packShards(indexOf(images), most);
        expect(shardOf).toHaveLength(images.length);
        const used = [...new Set(shardOf)].sort((left, right) => left - right);
        expect(used).toEqual(Array.from({ length: used.length }, (_, index) => index + 1));
        expect(used.length).toBeLessThanOrEqual(Math.min(most, images.length));
      }),
    );
  });

  it('are no heavier than a tenth over the average, or than average and heaviest image', () => {
    fc.assert(
      fc.property(IMAGES, SHARDS, (images, most) => {
        const index = indexOf(images);
        const count = Math.min(most, images.length);
        const average = index.weights.reduce((sum, weight) => sum + weight, 0) / count;
        const heaviest = Math.max(...index.weights);
        const bound = Math.max(TOLERANCE * average, average + heaviest);
        expect(Math.max(...loadsOf(index, packShards(index, most)))).toBeLessThanOrEqual(bound + 1e-6);
      }),
    );
  });

  it('are the same for the same images', () => {
    fc.assert(
      fc.property(IMAGES, SHARDS, (images, most) => {
        expect(packShards(indexOf(images), most)).toEqual(packShards(indexOf(images), most));
      }),
    );
  });

  it('keep images together that share layers, where they fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 2, max: 8 }), (families, members) => {
        // Interleaved, so that neither order nor chance keeps a family together.
        const images = Array.from({ length: families * members }, (_, index): readonly Layer[] => [
          [`family ${index % families}`, 1000],
          [`own ${index}`, 10],
        ]);
        const shardOf = packShards(indexOf(images), families);
        for (let family = 0; family < families; family++) {
          const own = [...shardOf].filter((_, index) => index % families === family);
          expect(new Set(own).size).toBe(1);
        }
        expect(new Set(shardOf).size).toBe(families);
      }),
    );
  });

  it('cut a group that is too large where its images share least', () => {
    // All share a base; two halves share a framework each.
    const images = Array.from({ length: 8 }, (_, index): readonly Layer[] => [
      ['base', 400],
      [`framework ${index % 2}`, 800],
      [`own ${index}`, 100],
    ]);
    const shardOf = packShards(indexOf(images), 2);
    expect(new Set([0, 2, 4, 6].map((image) => shardOf[image])).size).toBe(1);
    expect(new Set([1, 3, 5, 7].map((image) => shardOf[image])).size).toBe(1);
    expect(shardOf[0]).not.toBe(shardOf[1]);
  });

  it('spread images that lack nothing', () => {
    const shardOf = packShards(indexOf(Array.from({ length: 9 }, () => [])), 3);
    expect([1, 2, 3].map((shard) => [...shardOf].filter((each) => each === shard).length)).toEqual([3, 3, 3]);
  });
});

describe('what shards lack', () => {
  it('counts a layer once in each', () => {
    const index = indexOf([
      [
        ['base', 100],
        ['a', 1],
      ],
      [
        ['base', 100],
        ['b', 2],
      ],
      [['base', 100]],
    ]);
    expect(addUpShards(index, Uint16Array.from([1, 1, 2]), 2)).toEqual([
      { bytes: 103, repeats: 1, repeatedBytes: 100 },
      { bytes: 100, repeats: 0, repeatedBytes: 0 },
    ]);
  });

  it('is less than where images are dealt out one by one', () => {
    const images = Array.from({ length: 40 }, (_, index): readonly Layer[] => [
      [`family ${index % 5}`, 1000],
      [`own ${index}`, 50],
    ]);
    const index = indexOf(images);
    const total = (shardOf: Uint16Array): number =>
      addUpShards(index, shardOf, 5).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total(packShards(index, 5))).toBe(5 * 1000 + 40 * 50);
    expect(total(Uint16Array.from({ length: 40 }, (_, image) => 1 + Math.floor(image / 8)))).toBe(25 * 1000 + 40 * 50);
  });
});
