import type { BuiltImage } from './build-image.ts';
import { ContentSet, type ImageDescriptor, jsonBytes } from './content.ts';
import { IMAGE_MEDIA_TYPES } from './media-types.ts';

/** The config of an artifact that has none (image-spec, manifest.md, "Guidance for an Empty Descriptor"). */
const EMPTY = 'application/vnd.oci.empty.v1+json';

/** What a referrer is to be like. */
export interface ReferrerOptions {
  /** The manifest's artifact type; without one, the type of its config speaks. */
  readonly artifactType?: string;
  /** The config's media type; by default that of the empty descriptor. */
  readonly configType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** What its one layer holds. */
  readonly content?: string;
}

/** A referrer that lies ready for `pushImage`; its `index` is the artifact's manifest. */
export type BuiltReferrer = Pick<BuiltImage, 'index' | 'manifests' | 'blobs'>;

/** Builds an artifact, such as a signature or an SBOM, that refers to a subject. */
export function buildReferrer(subject: ImageDescriptor, options: ReferrerOptions = {}): BuiltReferrer {
  const { artifactType, annotations, configType = EMPTY, content = 'artifact' } = options;
  const { mediaType, digest, size } = subject;
  const set = new ContentSet();
  const index = set.addManifest(IMAGE_MEDIA_TYPES.oci.manifest, {
    ...(artifactType === undefined ? {} : { artifactType }),
    config: set.addBlob(configType, jsonBytes({})),
    layers: [set.addBlob('application/octet-stream', Buffer.from(content))],
    subject: { mediaType, digest, size },
    ...(annotations === undefined ? {} : { annotations }),
  });
  return { index, manifests: set.manifests, blobs: set.blobs };
}
