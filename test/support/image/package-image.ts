import { ContentSet, type ImageDescriptor, jsonBytes, sha256 } from './content.ts';
import { IMAGE_MEDIA_TYPES } from './media-types.ts';
import { parsePlatform } from './platform-image.ts';
import { gzipBytes, tarFile } from './tar.ts';

/** A package of Alpine Linux. */
export interface AlpinePackage {
  readonly name: string;
  readonly version: string;
  /** As its maker writes it: an SPDX expression. */
  readonly licence: string;
}

/** An image in which scanners find packages. */
export interface PackageImage {
  readonly index: ImageDescriptor;
  readonly manifests: ContentSet['manifests'];
  readonly blobs: ContentSet['blobs'];
  /** Of its only platform. */
  readonly manifest: ImageDescriptor;
  readonly config: string;
}

const RELEASE = `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.20.3
PRETTY_NAME="Alpine Linux v3.20"
`;

/** Writes the list of installed packages (wiki.alpinelinux.org, "Apk spec"). */
function installed(packages: readonly AlpinePackage[]): string {
  return packages
    .map(
      ({ name, version, licence }) => `C:Q1iZ+lYOB8xHB4MpUkUNBxFrCkKrE=
P:${name}
V:${version}
A:x86_64
S:1000
I:2000
T:${name}
U:https://example.com/${name}
L:${licence}
o:${name}
m:Somebody <somebody@example.com>
t:1725000000
c:0123456789abcdef0123456789abcdef01234567
`,
    )
    .join('\n')
    .concat('\n');
}

/** Builds an image of Alpine Linux for linux/amd64 with the files that scanners look at. */
export function buildPackageImage(
  packages: readonly AlpinePackage[],
  labels: Readonly<Record<string, string>> = {},
): PackageImage {
  const types = IMAGE_MEDIA_TYPES.oci;
  const content = new ContentSet();
  const files = [
    { path: 'etc/os-release', content: Buffer.from(RELEASE) },
    { path: 'etc/alpine-release', content: Buffer.from('3.20.3\n') },
    { path: 'lib/apk/db/installed', content: Buffer.from(installed(packages)) },
  ];
  const tars = files.map(tarFile);
  const config = content.addBlob(
    types.config,
    jsonBytes({
      ...{ created: '2026-11-20T00:00:00Z', ...parsePlatform('linux/amd64') },
      config: { User: '1000', Cmd: ['/app'], Labels: labels },
      rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
      history: tars.map(() => ({ created: '2026-11-20T00:00:00Z', created_by: 'COPY . /' })),
    }),
  );
  const layers = tars.map((tar) => content.addBlob(types.layer, gzipBytes(tar)));
  const manifest = {
    ...content.addManifest(types.manifest, { config, layers }),
    platform: parsePlatform('linux/amd64'),
  };
  const index = content.addManifest(types.index, { manifests: [manifest] });
  return { index, manifests: content.manifests, blobs: content.blobs, manifest, config: config.digest };
}
