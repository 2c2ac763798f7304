import type { Graph, GraphNode } from '../image/graph.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/tag.ts';

/** A referrer of an image: a signature, an SBOM, an attestation or a record, with all that it holds. */
export interface ReferrerGraph {
  /** What it refers to: a manifest of the image, or another referrer. */
  readonly subject: Digest;
  /** How lists show it: type and annotations are those of its own manifest (distribution-spec, "Listing Referrers"). */
  readonly descriptor: Descriptor;
  readonly graph: Graph;
}

/** What cosign keeps beside a manifest of an image, under a tag that is made of the manifest's digest. */
export interface CosignTag {
  readonly tag: Tag;
  readonly subject: Digest;
  readonly graph: Graph;
}

/** What belongs to an image without being part of it, and is taken along. */
export interface Companions {
  /** Each comes after what it refers to. */
  readonly referrers: readonly ReferrerGraph[];
  readonly cosignTags: readonly CosignTag[];
  readonly warnings: readonly string[];
}

/** A manifest inside an image, or inside what is taken along, that names a subject: it has to be listed like any referrer. */
export interface InnerReferrer {
  readonly subject: Digest;
  readonly digest: Digest;
}

/**
 * Lists the manifests of graphs that name a subject, such as the attestations that BuildKit puts into an index: a
 * registry without referrers API does not list them by itself, wherever they stand (distribution-spec, "Pushing
 * Manifests with Subject").
 */
export function innerReferrers(graphs: readonly Graph[]): readonly InnerReferrer[] {
  return graphs
    .flatMap(({ nodes }) => [...nodes])
    .flatMap(([digest, { manifest }]) =>
      manifest.subject === undefined ? [] : [{ digest, subject: manifest.subject.digest }],
    );
}

/** The companions of an image that has none, or whose companions stay where they are. */
export const NO_COMPANIONS: Companions = { referrers: [], cosignTags: [], warnings: [] };

/** Describes a referrer as lists must show it: by its own type, else that of its config, and with its annotations. */
export function describeReferrer({ descriptor, manifest }: GraphNode): Descriptor {
  const { mediaType, digest, size } = descriptor;
  const artifactType = manifest.artifactType ?? (manifest.kind === 'manifest' ? manifest.config.mediaType : undefined);
  const { annotations } = manifest;
  return { mediaType, digest, size, annotations, ...(artifactType === undefined ? {} : { artifactType }) };
}
