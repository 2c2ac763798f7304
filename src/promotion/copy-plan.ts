import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { isForeignLayer } from '../oci/media-type.ts';
import type { Repository } from '../oci/repository.ts';
import { childManifests, childrenFirst, type Graph, type GraphNode, graphBlobs, manifestBlobs } from './graph.ts';

/** How a blob gets to the destination. */
export interface BlobStep {
  readonly blob: Descriptor;
  /** `mount`: the registry links what it has; `stream`: the bytes travel through the runner. */
  readonly way: 'mount' | 'stream';
  /** Whether the image is complete without it: a layer that its licence keeps elsewhere. */
  readonly optional: boolean;
}

/** A manifest to be written, and what must be there before it. */
export interface ManifestStep {
  readonly node: GraphNode;
  readonly blobs: readonly Digest[];
  readonly children: readonly Digest[];
}

/** What is written to make an image complete in a destination; empty where it is complete already. */
export interface CopyPlan {
  readonly from: Repository;
  readonly to: Repository;
  readonly blobs: readonly BlobStep[];
  /** Children before those that refer to them. */
  readonly manifests: readonly ManifestStep[];
}

/**
 * Plans how an image gets from one repository to another.
 *
 * What the destination has is left out, but only where the manifest's whole subtree is there: a root without its
 * children is what an interrupted copy leaves.
 *
 * @param present digests of the image's manifests that the destination has.
 */
export function planCopy(
  graph: Graph,
  route: { readonly from: Repository; readonly to: Repository },
  present: ReadonlySet<Digest>,
): CopyPlan {
  const nodes = childrenFirst(graph);
  const complete = new Set<Digest>();
  for (const { descriptor, manifest } of nodes) {
    const hasChildren = childManifests(manifest).every(({ digest }) => complete.has(digest));
    if (present.has(descriptor.digest) && hasChildren) complete.add(descriptor.digest);
  }
  const missing = nodes.filter(({ descriptor }) => !complete.has(descriptor.digest));
  const needed = new Set(missing.flatMap(({ manifest }) => manifestBlobs(manifest).map(({ digest }) => digest)));
  const way = route.from.registry === route.to.registry ? 'mount' : 'stream';
  return {
    ...route,
    blobs: graphBlobs(graph)
      .filter(({ digest }) => needed.has(digest))
      .map((blob) => ({ blob, way, optional: isForeignLayer(blob.mediaType) })),
    manifests: missing.map((node) => ({
      node,
      blobs: manifestBlobs(node.manifest).map(({ digest }) => digest),
      children: childManifests(node.manifest).map(({ digest }) => digest),
    })),
  };
}
