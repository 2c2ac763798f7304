import type { Graph, GraphNode } from '../image/graph.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { isJsonObject, type JsonObject, objectProperty, parseJsonObject, property } from '../oci/json.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { StoredManifest } from '../registry/manifests.ts';

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

/** What belongs to an image without being part of it. */
export interface Attachments {
  /** Each comes after what it refers to. */
  readonly referrers: readonly ReferrerGraph[];
  readonly cosignTags: readonly CosignTag[];
  readonly warnings: readonly string[];
}

/**
 * Lists the manifests of graphs that name a subject, such as the attestations that BuildKit puts into an index: a
 * registry without referrers API does not list them (distribution-spec, "Pushing Manifests with Subject").
 */
export function innerReferrers(
  graphs: readonly Graph[],
): readonly { readonly subject: Digest; readonly digest: Digest }[] {
  return graphs
    .flatMap(({ nodes }) => [...nodes])
    .flatMap(([digest, { manifest }]) =>
      manifest.subject === undefined ? [] : [{ digest, subject: manifest.subject.digest }],
    );
}

/** The attachments of an image that has none, or whose attachments stay where they are. */
export const NO_ATTACHMENTS: Attachments = { referrers: [], cosignTags: [], warnings: [] };

/** Describes a referrer as lists must show it: by its own type, else that of its config, and with its annotations. */
export function describeReferrer({ descriptor, manifest }: GraphNode): Descriptor {
  const { mediaType, digest, size } = descriptor;
  const artifactType = manifest.artifactType ?? (manifest.kind === 'manifest' ? manifest.config.mediaType : undefined);
  const { annotations } = manifest;
  return { mediaType, digest, size, annotations, ...(artifactType === undefined ? {} : { artifactType }) };
}

/** What a destination has of an image's attachments. */
export interface AttachmentState {
  readonly listed: ReadonlySet<Digest>;
  /** Manifests of the image itself that it has and that name a subject whose list does not show them. */
  readonly unlisted: ReadonlySet<Digest>;
  /** The manifests of referrers that it has, listed or not. */
  readonly present: ReadonlySet<Digest>;
  /** Those of cosign. */
  readonly tags: ReadonlyMap<Tag, Digest>;
  readonly warnings: readonly string[];
}

/** What is to be copied to one destination; empty if all of it is there. */
export interface AttachmentPlan extends Attachments {
  /** Manifests of attachments that the destination has: they are not written again. */
  readonly present: ReadonlySet<Digest>;
  /** Manifests of the image that it has without listing them: they are written again, and listed. */
  readonly unlisted: ReadonlySet<Digest>;
}

/** The plan of a run that leaves attachments where they are. */
export const NO_ATTACHMENT_PLAN: AttachmentPlan = { ...NO_ATTACHMENTS, present: new Set(), unlisted: new Set() };

/** Plans which attachments are copied: those that a destination lacks, or has without showing them. */
export function planAttachments(
  attachments: Attachments,
  view: AttachmentState,
  repository: Repository,
): AttachmentPlan {
  const referrers = attachments.referrers.filter(
    ({ graph }) => !view.listed.has(graph.root) || [...graph.nodes.keys()].some((digest) => !view.present.has(digest)),
  );
  const differing = attachments.cosignTags.filter(({ tag, graph }) => view.tags.get(tag) !== graph.root);
  // Signatures are joined. An SBOM is one document: which of two is right, nobody here can know.
  const isOtherSbom = ({ tag }: CosignTag): boolean => tag.endsWith('.sbom') && view.tags.has(tag);
  // A referrer that no list shows is written again, because the answer tells whether the registry will show it.
  const unlisted = new Set(referrers.map(({ graph }) => graph.root).filter((root) => !view.listed.has(root)));
  const name = formatRepository(repository);
  const others = differing
    .filter(isOtherSbom)
    .map(({ tag }) => `${name}:${tag} holds another SBOM than the source: it is left as it is`);
  return {
    referrers,
    cosignTags: differing.filter((cosign) => !isOtherSbom(cosign)),
    present: new Set([...view.present].filter((digest) => !unlisted.has(digest))),
    unlisted: view.unlisted,
    warnings: [...view.warnings, ...others],
  };
}

/** Several signatures of cosign have the same payload, and differ in their annotations. */
function identify(layer: unknown): string {
  if (!isJsonObject(layer)) return JSON.stringify(layer);
  const annotations = property(layer, 'annotations');
  const entries = isJsonObject(annotations) ? Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  return JSON.stringify([property(layer, 'digest'), entries]);
}

function layersOf(document: JsonObject): readonly unknown[] {
  const layers = property(document, 'layers');
  return Array.isArray(layers) ? layers : [];
}

/**
 * Joins what stands under one of cosign's tags in source and destination. If one holds all that the other does, it is
 * taken as it is. Otherwise the destination's manifest gets the layers that it lacks, as cosign itself adds signatures.
 * Nothing refers to these manifests by digest.
 *
 * @param dead blobs that the destination no longer has: what refers to them is left out.
 * @returns undefined if the destination has all of it.
 * @throws {FormatError} if one of them is no manifest.
 */
export function mergeCosign(
  source: StoredManifest,
  destination: StoredManifest,
  dead: ReadonlySet<Digest> = new Set(),
): StoredManifest | undefined {
  const theirs = parseJsonObject(destination.bytes);
  const document = parseJsonObject(source.bytes);
  const isDead = (descriptor: unknown): boolean =>
    isJsonObject(descriptor) && (dead as ReadonlySet<unknown>).has(property(descriptor, 'digest'));
  const ours = layersOf(document);
  const living = layersOf(theirs).filter((layer) => !isDead(layer));
  const known = new Set(living.map(identify));
  const added = ours.filter((layer) => !known.has(identify(layer)));
  if (added.length === 0 && dead.size === 0) return undefined;
  const brought = new Set(ours.map(identify));
  if (living.every((layer) => brought.has(identify(layer)))) return source;
  const base = isDead(objectProperty(theirs, 'config')) ? document : theirs;
  const bytes = Buffer.from(JSON.stringify({ ...base, layers: [...living, ...added] }));
  return { mediaType: destination.mediaType, digest: digestOf(bytes), bytes };
}
