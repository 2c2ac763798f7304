import { childManifests, childrenFirst, type Graph, type GraphNode, manifestBlobs } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { isForeignLayer } from '../oci/media-type.ts';
import type { Repository } from '../oci/reference.ts';

/**
 * A blob of at least this size (bytes) is looked up even if nothing of its image is there: what an interrupted run left
 * is not sent again. The look goes out beside other requests and costs no time; a smaller blob is not worth one.
 */
export const WORTH_A_LOOK = 1024 * 1024;

/** A blob to be copied. */
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
  /** Its children, and what it refers to as its subject: Harbor links a referrer to nothing that comes later. */
  readonly after: readonly Digest[];
}

/** What is written to make an image and its attachments complete in a destination; empty if they are already. */
export interface CopyPlan {
  readonly from: Repository;
  readonly to: Repository;
  readonly blobs: readonly BlobStep[];
  /** Children before those that refer to them, subjects before their referrers. */
  readonly manifests: readonly ManifestStep[];
  /** Whether the destination has some of these manifests: it may have blobs of the others too. */
  readonly isPartial?: boolean;
}

/** Finds the manifests of a graph that a destination lacks, or has without all of their children. */
function findMissing(graph: Graph, present: ReadonlySet<Digest>): readonly GraphNode[] {
  const nodes = childrenFirst(graph);
  const complete = new Set<Digest>();
  for (const { descriptor, manifest } of nodes) {
    const hasChildren = childManifests(manifest).every(({ digest }) => complete.has(digest));
    if (present.has(descriptor.digest) && hasChildren) complete.add(descriptor.digest);
  }
  return nodes.filter(({ descriptor }) => !complete.has(descriptor.digest));
}

/**
 * Plans how an image and its attachments get from one repository to another. What the destination has is left out, but
 * only if the manifest's whole subtree is there: an interrupted copy leaves a root without its children.
 *
 * @param graphs the image, then what is copied with it; each after what it refers to.
 * @param present digests of manifests that the destination has.
 */
export function planCopy(
  graphs: readonly Graph[],
  route: { readonly from: Repository; readonly to: Repository },
  present: ReadonlySet<Digest>,
): CopyPlan {
  const missing = new Map<Digest, GraphNode>();
  for (const node of graphs.flatMap((graph) => findMissing(graph, present))) missing.set(node.descriptor.digest, node);
  const needed = new Map<Digest, Descriptor>();
  const common = new Set<Digest>();
  for (const { manifest } of missing.values()) {
    for (const blob of manifestBlobs(manifest)) {
      needed.set(blob.digest, blob);
      // Listed as a common layer too, it has to go along: to leave it out is the greater harm.
      if (!isForeignLayer(blob.mediaType)) common.add(blob.digest);
    }
  }
  const isPartial = graphs.some(({ nodes }) => [...nodes.keys()].some((digest) => present.has(digest)));
  const way = route.from.registry === route.to.registry ? 'mount' : 'stream';
  return {
    ...route,
    isPartial,
    blobs: [...needed.values()].map((blob) => ({ blob, way, optional: !common.has(blob.digest) })),
    manifests: [...missing.values()].map((node) => ({
      node,
      blobs: manifestBlobs(node.manifest).map(({ digest }) => digest),
      after: [...childManifests(node.manifest), node.manifest.subject]
        .filter((each) => each !== undefined)
        .map(({ digest }) => digest),
    })),
  };
}
