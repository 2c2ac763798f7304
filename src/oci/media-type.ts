/** The index of the image specification. */
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

/** The manifest of the image specification. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** Docker's manifest list, the older form of an index. */
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** Docker's manifest, schema 2. */
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** The empty descriptor's media type (image-spec, manifest.md, "Guidance for an Empty Descriptor"). */
export const OCI_EMPTY = 'application/vnd.oci.empty.v1+json';

/** The artifact manifest of the image specification's 1.1 release candidates, and ORAS's before it: `blobs` and a `subject`. */
const ARTIFACT_MANIFESTS: readonly string[] = [
  'application/vnd.oci.artifact.manifest.v1+json',
  'application/vnd.cncf.oras.artifact.manifest.v1+json',
];

/** What a descriptor's media type says of the content behind it. */
type ContentKind = 'index' | 'manifest' | 'artifact' | 'blob';

/**
 * The `Accept` header of every manifest request: registries convert or hide what is not listed
 * (distribution answers 404 or the amd64 child). Schema 1 is left out on purpose.
 */
export const ACCEPT_MANIFESTS = [
  ...[OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST],
  ...ARTIFACT_MANIFESTS,
].join(', ');

/**
 * Returns a media type without parameters, in lower case.
 *
 * @example bareMediaType('application/json; charset=utf-8') // 'application/json'
 */
export function bareMediaType(text: string): string {
  return (text.split(';')[0] ?? '').trim().toLowerCase();
}

/** Tells what a media type stands for; an unknown one is a blob, because that copies it as it is. */
export function contentKind(mediaType: string): ContentKind {
  const bare = bareMediaType(mediaType);
  if (bare === OCI_INDEX || bare === DOCKER_LIST) return 'index';
  if (bare === OCI_MANIFEST || bare === DOCKER_MANIFEST) return 'manifest';
  if (ARTIFACT_MANIFESTS.includes(bare)) return 'artifact';
  return 'blob';
}

/** Whether a manifest is of Docker's schema 1, which no longer can be promoted anywhere. */
export function isSchema1(mediaType: string): boolean {
  return /^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(bareMediaType(mediaType));
}

/**
 * Whether a media type is one of the usual ones of configs and layers, caches of BuildKit among them: what has
 * another one in an index may be a manifest of a kind that is not known here.
 */
export function isUsualBlob(mediaType: string): boolean {
  return /(?:\.layer\.|\.rootfs\.|[.-]config\b|\.container\.image\.|cacheconfig|\+gzip$|\+zstd$|\btar\b|octet-stream|in-toto\+json$)/.test(
    bareMediaType(mediaType),
  );
}

/** Whether a layer may be missing from registries because its licence keeps it elsewhere (image-spec, layer.md). */
export function isForeignLayer(mediaType: string): boolean {
  return /\.nondistributable\.|\.foreign\.diff\./.test(bareMediaType(mediaType));
}
