/** Image-spec, image-index.md. */
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

/** Image-spec, manifest.md. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** Docker's manifest list, the older form of an index. */
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** Schema 2. */
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** The empty descriptor's media type (image-spec, manifest.md, "Guidance for an Empty Descriptor"). */
export const OCI_EMPTY = 'application/vnd.oci.empty.v1+json';

/** Of the image specification's 1.1 release candidates, and ORAS's before it: `blobs` and a `subject`. */
const ARTIFACT_MANIFESTS: readonly string[] = [
  'application/vnd.oci.artifact.manifest.v1+json',
  'application/vnd.cncf.oras.artifact.manifest.v1+json',
];

/**
 * The `Accept` header of every manifest request: registries convert or hide what is not listed
 * (distribution answers 404 or the amd64 child). Schema 1 is left out on purpose.
 */
export const ACCEPT_MANIFESTS = [
  ...[OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST],
  ...ARTIFACT_MANIFESTS,
].join(', ');

/** Without parameters, in lower case. */
export function bareMediaType(text: string): string {
  return (text.split(';')[0] ?? '').trim().toLowerCase();
}

/** An unknown media type is a blob, because that copies it as it is. */
export function contentKind(mediaType: string): 'index' | 'manifest' | 'artifact' | 'blob' {
  const bare = bareMediaType(mediaType);
  if (bare === OCI_INDEX || bare === DOCKER_LIST) return 'index';
  if (bare === OCI_MANIFEST || bare === DOCKER_MANIFEST) return 'manifest';
  if (ARTIFACT_MANIFESTS.includes(bare)) return 'artifact';
  return 'blob';
}

/** Whether a manifest is of Docker's schema 1, which registries no longer take. */
export function isSchema1(mediaType: string): boolean {
  return /^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(bareMediaType(mediaType));
}

/** Those of configs and layers, including BuildKit's caches: others in an index may be manifests of an unknown kind. */
export function isUsualBlob(mediaType: string): boolean {
  return /(?:\.layer\.|\.rootfs\.|[.-]config\b|\.container\.image\.|cacheconfig|\+gzip$|\+zstd$|\btar\b|octet-stream|in-toto\+json$)/.test(
    bareMediaType(mediaType),
  );
}

/** Whether a layer may be missing from registries because its licence keeps it elsewhere (image-spec, layer.md). */
export function isForeignLayer(mediaType: string): boolean {
  return /\.nondistributable\.|\.foreign\.diff\./.test(bareMediaType(mediaType));
}
