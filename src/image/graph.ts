import type { Digest } from '../oci/digest.ts';
import type { Descriptor, Manifest } from '../oci/manifest.ts';
import { contentKind } from '../oci/media-type.ts';

/** One manifest of an image: the bytes that are promoted, and a parsed view of them that only steers the copy. */
export interface GraphNode {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly manifest: Manifest;
}

/** An image with everything that it refers to, by digest. */
export interface Graph {
  readonly root: Digest;
  readonly nodes: ReadonlyMap<Digest, GraphNode>;
}

/** Lists the manifests that a manifest refers to: classified by media type, never by platform. */
export function childManifests(manifest: Manifest): readonly Descriptor[] {
  if (manifest.kind !== 'index') return [];
  return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) !== 'blob');
}

/** Lists the blobs that a manifest refers to: config and layers, or what an index lists beside manifests. */
export function manifestBlobs(manifest: Manifest): readonly Descriptor[] {
  if (manifest.kind === 'manifest') return [manifest.config, ...manifest.layers];
  if (manifest.kind === 'artifact') return manifest.blobs;
  return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) === 'blob');
}

/** Lists every blob of an image once. */
export function graphBlobs(graph: Graph): readonly Descriptor[] {
  const blobs = new Map<Digest, Descriptor>();
  for (const { manifest } of graph.nodes.values()) {
    for (const blob of manifestBlobs(manifest)) blobs.set(blob.digest, blob);
  }
  return [...blobs.values()];
}

/** Lists every manifest of an image once, children before those that refer to them; the root is last. */
export function childrenFirst(graph: Graph): readonly GraphNode[] {
  const ordered = new Map<Digest, GraphNode>();
  function visit(digest: Digest): void {
    const node = graph.nodes.get(digest);
    if (node === undefined || ordered.has(digest)) return;
    for (const child of childManifests(node.manifest)) visit(child.digest);
    ordered.set(digest, node);
  }
  visit(graph.root);
  return [...ordered.values()];
}

/** Whether a manifest is a BuildKit attestation, which stands beside the platforms in an index. */
export function isAttestation(descriptor: Descriptor): boolean {
  return descriptor.annotations.get('vnd.docker.reference.type') === 'attestation-manifest';
}

/** Makes the graph of an image of which only the root was read. */
export function rootGraph(root: GraphNode): Graph {
  const { digest } = root.descriptor;
  return { root: digest, nodes: new Map([[digest, root]]) };
}

/** Whether every manifest of an image was read; where its tags say that it is there already, only the root is. */
export function isWhole({ nodes }: Graph): boolean {
  return [...nodes.values()].every(({ manifest }) => childManifests(manifest).every(({ digest }) => nodes.has(digest)));
}

interface PlatformManifest {
  readonly platform: string;
  readonly digest: Digest;
}

/**
 * Lists the platforms of an image in the order of its index; a single manifest names none.
 *
 * One manifest may be listed for several: each entry of the index counts.
 */
export function graphPlatforms(graph: Graph): readonly PlatformManifest[] {
  const found = new Map<string, PlatformManifest>();
  for (const { manifest } of graph.nodes.values()) {
    for (const child of childManifests(manifest)) {
      const isPlatform = child.platform !== undefined && child.platform !== 'unknown/unknown' && !isAttestation(child);
      // Only the root may have been read: then what its list says of a platform is all there is.
      const kind = graph.nodes.get(child.digest)?.manifest.kind ?? 'manifest';
      if (isPlatform && kind === 'manifest')
        found.set(`${child.platform} ${child.digest}`, { platform: child.platform, digest: child.digest });
    }
  }
  return [...found.values()];
}

/** Finds the manifest whose config speaks for the image: the only one, or that of linux/amd64, or the first. */
export function representativeManifest(graph: Graph): GraphNode | undefined {
  const platforms = graphPlatforms(graph);
  const preferred = platforms.find(({ platform }) => platform === 'linux/amd64') ?? platforms[0];
  if (preferred !== undefined) return graph.nodes.get(preferred.digest);
  return [...graph.nodes.values()].find(({ manifest }) => manifest.kind === 'manifest');
}
