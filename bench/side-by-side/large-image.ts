import type { BuiltImage } from '../../test/support/image/build-image.ts';
import { ContentSet, jsonBytes, sha256 } from '../../test/support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../../test/support/image/media-types.ts';
import { seededBytes } from '../../test/support/image/random-bytes.ts';

const LAYERS = 20;
const MEGABYTE = 1_000_000;
const PLATFORM = { os: 'linux', architecture: 'amd64' };

/**
 * Builds an image of one platform with large layers.
 *
 * The layers are noise that only says that it is gzip: to compress it would take minutes, and no tool opens a layer.
 */
export function buildLargeImage(megabytes: number): BuiltImage {
  const { config, index, layer, manifest } = IMAGE_MEDIA_TYPES.oci;
  const content = new ContentSet();
  const size = Math.round((megabytes * MEGABYTE) / LAYERS);
  const layers = Array.from({ length: LAYERS }, (_, number) =>
    content.addBlob(layer, seededBytes(`large ${megabytes} ${number}`, size)),
  );
  const rootfs = { type: 'layers', diff_ids: layers.map(({ digest }) => sha256(Buffer.from(digest))) };
  const image = content.addManifest(manifest, {
    config: content.addBlob(config, jsonBytes({ ...PLATFORM, config: {}, rootfs })),
    layers,
  });
  const outer = content.addManifest(index, { manifests: [{ ...image, platform: PLATFORM }] });
  return { index: outer, manifests: content.manifests, blobs: content.blobs, platforms: ['linux/amd64'] };
}
