import { type ContentSet, type ImageDescriptor, jsonBytes, sha256 } from './content.ts';
import type { ImageMediaTypes } from './media-types.ts';
import { seededBytes } from './random-bytes.ts';
import { gzipBytes, tarFile } from './tar.ts';

/** The time that every image claims to be made at; a fixed one keeps digests the same. */
const CREATED = '2020-01-02T00:00:00Z';

/** What makes one platform's image. */
export interface PlatformImageOptions {
  /** `os/architecture` or `os/architecture/variant`. */
  readonly platform: string;
  readonly seed: string;
  readonly layers: number;
  readonly layerBytes: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly mediaTypes: ImageMediaTypes;
}

/** Reads a platform as the image specification spells it. */
export function parsePlatform(text: string): Readonly<Record<string, string>> {
  const [os, architecture, variant, ...rest] = text.split('/');
  if (!os || !architecture || rest.length > 0) {
    throw new Error(`Cannot read platform "${text}": it is not os/architecture or os/architecture/variant`);
  }
  return { architecture, os, ...(variant === undefined ? {} : { variant }) };
}

/** Adds the image of one platform: real gzip'ed tar layers, a config whose diff ids are true, and a manifest. */
export function addPlatformImage(content: ContentSet, options: PlatformImageOptions): ImageDescriptor {
  const { platform, seed, labels, mediaTypes } = options;
  const tars = Array.from({ length: options.layers }, (_, number) =>
    tarFile({ path: `layer-${number}`, content: seededBytes(`${seed} ${platform} ${number}`, options.layerBytes) }),
  );
  const config = jsonBytes({
    created: CREATED,
    ...parsePlatform(platform),
    config: { Cmd: ['/layer-0'], Labels: labels },
    rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
    history: tars.map((_, number) => ({ created: CREATED, created_by: `seed ${seed} layer ${number}` })),
  });
  const manifest = content.addManifest(mediaTypes.manifest, {
    config: content.addBlob(mediaTypes.config, config),
    layers: tars.map((tar) => content.addBlob(mediaTypes.layer, gzipBytes(tar))),
  });
  return { ...manifest, platform: parsePlatform(platform) };
}
