/** The media types of manifests that the registry takes, by what they hold. */
export const MANIFEST_KINDS: ReadonlyMap<string, 'index' | 'manifest'> = new Map([
  ['application/vnd.oci.image.index.v1+json', 'index'],
  ['application/vnd.docker.distribution.manifest.list.v2+json', 'index'],
  ['application/vnd.oci.image.manifest.v1+json', 'manifest'],
  ['application/vnd.docker.distribution.manifest.v2+json', 'manifest'],
]);

/** Layers that need not be in the registry (image-spec, layer.md, "Non-Distributable Layers"). */
export const FOREIGN_LAYERS: ReadonlySet<string> = new Set([
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
]);

/** Returns a media type without its parameters, in lower case. */
export function essence(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/**
 * Tells whether an Accept header covers a media type (RFC 9110, section 12.5.1).
 *
 * A request without the header is covered by nothing: such clients got schema 1 manifests from registries.
 */
export function accepts(header: string | undefined, mediaType: string): boolean {
  const [family = ''] = mediaType.split('/', 1);
  return (header ?? '').split(',').some((item) => {
    if (/;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(item)) return false;
    return [mediaType, `${family}/*`, '*/*'].includes(essence(item));
  });
}
