import { addAttestation } from './attestation.ts';
import { type BuiltManifest, ContentSet, type ImageDescriptor } from './content.ts';
import { IMAGE_MEDIA_TYPES } from './media-types.ts';
import { addPlatformImage } from './platform-image.ts';

/** What an image is to be like. */
export interface ImageOptions {
  /** `os/architecture[/variant]`; by default `linux/amd64` and `linux/arm64`. */
  readonly platforms?: readonly string[];
  /** How many layers each platform has; 2 by default. */
  readonly layers?: number;
  /** The size of the file in each layer, in bytes that do not compress; 256 by default. */
  readonly layerBytes?: number;
  /** The labels in every config. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The annotations of the outermost index. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Another seed makes another image; the same options always make the same bytes. */
  readonly seed?: string;
  readonly mediaTypes?: 'oci' | 'docker';
  /** Whether every platform has an attestation beside it, as BuildKit makes them; by default from 0.32 on, it names its platform as subject. */
  readonly attestation?: boolean | 'with-subject';
  /** Whether all but the first entry lie in an index of their own, inside of the index. */
  readonly nested?: boolean;
}

/** An image that lies ready to be pushed. */
export interface BuiltImage {
  /** The outermost index. */
  readonly index: { readonly mediaType: string; readonly digest: string; readonly size: number };
  /** All manifests and indexes by digest, children before their parents: the outermost index is the last. */
  readonly manifests: ReadonlyMap<string, BuiltManifest>;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  readonly platforms: readonly string[];
}

/** Builds a small, real image, always the same for the same options. */
export function buildImage(options: ImageOptions = {}): BuiltImage {
  const { platforms = ['linux/amd64', 'linux/arm64'], annotations } = options;
  const mediaTypes = IMAGE_MEDIA_TYPES[options.mediaTypes ?? 'oci'];
  const content = new ContentSet();
  const images = platforms.map((platform) =>
    addPlatformImage(content, {
      platform,
      mediaTypes,
      seed: options.seed ?? 'sealift',
      layers: options.layers ?? 2,
      layerBytes: options.layerBytes ?? 256,
      labels: options.labels ?? {},
    }),
  );
  const attestations =
    options.attestation === undefined || options.attestation === false
      ? []
      : images.map((image) => addAttestation(content, image, options.attestation === 'with-subject'));
  const entries: readonly ImageDescriptor[] = [...images, ...attestations];
  const [first, ...rest] = entries;
  const manifests =
    options.nested === true && first !== undefined
      ? [first, content.addManifest(mediaTypes.index, { manifests: rest.length > 0 ? rest : [first] })]
      : entries;
  const index = content.addManifest(mediaTypes.index, {
    manifests,
    ...(annotations === undefined ? {} : { annotations }),
  });
  return { index, manifests: content.manifests, blobs: content.blobs, platforms };
}
