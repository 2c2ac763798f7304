import { createHash } from 'node:crypto';
import { type BuiltManifest, ContentSet, jsonBytes, sha256 } from '../../test/support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../../test/support/image/media-types.ts';
import { seededBytes } from '../../test/support/image/random-bytes.ts';

const MEGABYTE = 1_000_000;
const LAYERS = 20;
const PLATFORM = { os: 'linux', architecture: 'amd64' };
/** Noise that all layers are made of, piece by piece (bytes). */
const NOISE = seededBytes('made image', MEGABYTE);
/** What makes each piece another one: the numbers of its layer and of itself (bytes). */
const STAMP = 16;

/** An image whose layers exist nowhere. */
export interface MadeImage {
  readonly indexDigest: string;
  readonly manifests: ReadonlyMap<string, BuiltManifest>;
  /** Small blobs, by digest. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** What a layer is made from, by digest. */
  readonly layers: ReadonlyMap<string, Layer>;
}

/** A layer that is made when it is asked for. */
export interface Layer {
  readonly number: number;
  /** Its length, in pieces of a megabyte. */
  readonly pieces: number;
  /** Its length (bytes). */
  readonly size: number;
}

/** Makes the bytes of a layer, always the same: noise, with a stamp before each piece. */
export function* layerBytes({ number, pieces }: Layer): Generator<Uint8Array> {
  for (let piece = 0; piece < pieces; piece++) {
    const stamp = Buffer.alloc(STAMP);
    stamp.writeUInt32BE(number, 0);
    stamp.writeUInt32BE(piece, 4);
    yield stamp;
    yield NOISE.subarray(STAMP);
  }
}

function digestOf(layer: Layer): string {
  const hash = createHash('sha256');
  for (const bytes of layerBytes(layer)) hash.update(bytes);
  return `sha256:${hash.digest('hex')}`;
}

/** Makes an image of one platform with 20 layers, of which only the digests are kept. */
export function makeImage(megabytes: number): MadeImage {
  const { config, index, layer: mediaType, manifest } = IMAGE_MEDIA_TYPES.oci;
  const pieces = Math.max(1, Math.round(megabytes / LAYERS));
  const made = Array.from({ length: LAYERS }, (_, number) => ({ number, pieces, size: pieces * MEGABYTE }));
  const layers = new Map(made.map((layer) => [digestOf(layer), layer]));
  const content = new ContentSet();
  const rootfs = { type: 'layers', diff_ids: [...layers.keys()].map((digest) => sha256(Buffer.from(digest))) };
  const image = content.addManifest(manifest, {
    config: content.addBlob(config, jsonBytes({ ...PLATFORM, config: {}, rootfs })),
    layers: [...layers].map(([digest, { size }]) => ({ mediaType, digest, size })),
  });
  const outer = content.addManifest(index, { manifests: [{ ...image, platform: PLATFORM }] });
  return { indexDigest: outer.digest, manifests: content.manifests, blobs: content.blobs, layers };
}
