import { ContentSet, type ImageDescriptor, jsonBytes, sha256 } from '../test/support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../test/support/image/media-types.ts';
import { parsePlatform } from '../test/support/image/platform-image.ts';
import type { Pushable } from '../test/support/image/push-image.ts';
import { seededBytes } from '../test/support/image/random-bytes.ts';
import { gzipBytes, tarFile } from '../test/support/image/tar.ts';

/** The platforms that the demo's app is built for. */
export const PLATFORMS = ['linux/amd64', 'linux/arm64'] as const;

/** The file in the app's image that a reader can check with the naked eye. */
export const HELLO = 'app/hello.txt';

/** The size of the file that stands for a base image: enough to see that it does not travel (bytes). */
const BASE_BYTES = 512 * 1024;

const { oci } = IMAGE_MEDIA_TYPES;

/** What a build is made from. */
export interface Release {
  readonly version: string;
  /** The commit. */
  readonly revision: string;
  /** As whom it runs; `1000` unless it says otherwise. */
  readonly user?: string;
}

/** An image that lies ready to be pushed. */
export interface AppImage extends Pushable {
  readonly digest: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The digests of all layers. */
  readonly layers: ReadonlySet<string>;
  /** The layer that holds the readable file, by platform. */
  readonly helloLayers: ReadonlyMap<string, string>;
}

/** Writes what the app says on a platform. */
export function helloText({ version }: Release, platform: string): string {
  return `app ${version} on ${platform}\n`;
}

/** Gives an image the labels that a good build gives it (image-spec, annotations.md). */
function labelsOf({ version, revision }: Release): Readonly<Record<string, string>> {
  return {
    'org.opencontainers.image.source': 'https://github.com/acme/shop',
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.created': '2020-01-02T03:04:05Z',
  };
}

/** Builds a small, real image for two platforms, always the same bytes for the same release. */
export function buildApp(release: Release): AppImage {
  const content = new ContentSet();
  const layers = new Map<string, readonly string[]>();
  const labels = labelsOf(release);

  function addPlatform(platform: string): ImageDescriptor {
    const tars = [
      tarFile({ path: 'lib/base.bin', content: seededBytes(platform, BASE_BYTES) }),
      tarFile({ path: HELLO, content: Buffer.from(helloText(release, platform)) }),
    ];
    const descriptors = tars.map((tar) => content.addBlob(oci.layer, gzipBytes(tar)));
    layers.set(
      platform,
      descriptors.map(({ digest }) => digest),
    );
    const config = jsonBytes({
      created: labels['org.opencontainers.image.created'],
      ...parsePlatform(platform),
      config: { User: release.user ?? '1000', Labels: labels },
      rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
    });
    const manifest = { config: content.addBlob(oci.config, config), layers: descriptors };
    return { ...content.addManifest(oci.manifest, manifest), platform: parsePlatform(platform) };
  }

  const index = content.addManifest(oci.index, { manifests: PLATFORMS.map(addPlatform) });
  return {
    index,
    digest: index.digest,
    manifests: content.manifests,
    blobs: content.blobs,
    labels,
    layers: new Set([...layers.values()].flat()),
    helloLayers: new Map([...layers].map(([platform, digests]) => [platform, digests.at(-1) ?? ''])),
  };
}
