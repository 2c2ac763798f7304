import { findLabels, readConfig } from '../image/config.ts';
import { childManifests, type Graph, type GraphNode, isAttestation, manifestBlobs } from '../image/graph.ts';
import { readGraph, toNode, UnreadableManifestError } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { holdableDigests, revisionsOf } from '../policy/holdable.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import type { Content } from './contents.ts';

/** The root of an image, which every image is read of. */
export interface ReadRoot {
  readonly stored: StoredManifest;
  readonly node: GraphNode;
}

/** Reads the root of an image; undefined if its repository does not have it, whatever its tags say. */
export async function readRoot(
  client: RegistryClient,
  repository: Repository,
  digest: Digest,
): Promise<ReadRoot | undefined> {
  const stored = await getManifest(client, repository, digest);
  return stored && { stored, node: toNode(repository, stored) };
}

/** The media types of the configs of images; with another one, nothing says that it is an image. */
const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;

/** Whether something is an image that runs, by its root: not a chart, a cache or a signature. */
export function isImageRoot({ node: { manifest } }: ReadRoot): boolean {
  if (manifest.artifactType !== undefined) return false;
  if (manifest.kind === 'index') return childManifests(manifest).length > 0;
  return manifest.kind === 'manifest' && IMAGE_CONFIG.test(manifest.config.mediaType);
}

/** All manifests of an image, and what they hold. */
export interface ReadContent {
  readonly content: Content;
  /** Its manifests below the root, and its configs. */
  readonly parts: readonly Digest[];
  /** All below the root by which it may be held: platforms, and indexes inside. */
  readonly holdable: readonly Digest[];
  /** All manifests below the root. */
  readonly below: ReadonlySet<Digest>;
  /** What label and annotation say of its commit; empty if it was not asked for. */
  readonly revisions: readonly string[];
}

function measure({ nodes }: Graph): Content {
  const content = new Map<Digest, number>();
  for (const { descriptor, manifest } of nodes.values()) {
    content.set(descriptor.digest, descriptor.size);
    for (const { digest, size } of manifestBlobs(manifest)) content.set(digest, size);
  }
  return content;
}

function partsOf({ nodes, root }: Graph): readonly Digest[] {
  const configs = [...nodes.values()].flatMap(({ manifest }) =>
    manifest.kind === 'manifest' ? [manifest.config.digest] : [],
  );
  return [...new Set([...nodes.keys(), ...configs])].filter((digest) => digest !== root);
}

/** More than promotions ask: a manifest without a platform, too, if it is no attestation. */
function holdableBelow(graph: Graph): readonly Digest[] {
  const children = [...graph.nodes.values()].flatMap(({ manifest }) => childManifests(manifest));
  const runnable = children.filter((child) => !isAttestation(child)).map(({ digest }) => digest);
  return [...new Set([...holdableDigests(graph), ...runnable])].filter((digest) => digest !== graph.root);
}

/** Whether the pipeline file holds a commit: only then the labels of images are read. */
export function asksForRevisions({ holds }: Pick<Pipeline, 'holds'>): boolean {
  return holds.some(({ of }) => 'revision' in of);
}

/**
 * Reads all manifests of an image; a clause if it is not whole, or malformed.
 *
 * @throws {RegistryError} if the registry does not answer.
 */
export async function readContent(
  client: RegistryClient,
  repository: Repository,
  { stored }: ReadRoot,
  wantsRevisions: boolean,
): Promise<ReadContent | string> {
  try {
    const graph = await readGraph(client, repository, stored);
    const labels = wantsRevisions ? findLabels(graph, await readConfig(client, repository, { graph })) : undefined;
    return {
      content: measure(graph),
      parts: partsOf(graph),
      holdable: holdableBelow(graph),
      below: new Set([...graph.nodes.keys()].filter((digest) => digest !== graph.root)),
      revisions: labels === undefined ? [] : revisionsOf(labels),
    };
  } catch (error) {
    if (error instanceof UnreadableManifestError) return error.reason;
    throw error;
  }
}
