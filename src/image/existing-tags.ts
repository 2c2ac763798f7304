import type { Digest, DigestAlgorithm } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import { isTag, type Tag } from '../oci/tag.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { childManifests, type Graph, type GraphNode } from './graph.ts';

/** With so few children they are asked for beside the root: that saves a round trip where it is there, and costs little where not. */
const FEW_CHILDREN = 4;

/**
 * Looks up what tags point at, all at the same time; a tag that is gone by then is left out.
 *
 * @param algorithm that of the digest which theirs are compared with; the registry's choice by default.
 */
export async function lookUpTags(
  client: RegistryClient,
  repository: Repository,
  names: readonly string[],
  algorithm?: DigestAlgorithm,
): Promise<ReadonlyMap<Tag, Digest>> {
  const tags = names.filter(isTag);
  const digests = await Promise.all(tags.map((tag) => headManifest(client, repository, tag, algorithm)));
  const found = new Map<Tag, Digest>();
  for (const [index, tag] of tags.entries()) {
    const digest = digests[index];
    if (digest !== undefined) found.set(tag, digest);
  }
  return found;
}

async function findThose(client: RegistryClient, repository: Repository, digests: readonly Digest[]) {
  const found = await Promise.all(digests.map((digest) => headManifest(client, repository, digest)));
  return digests.filter((_, index) => found[index] !== undefined);
}

/**
 * Finds whether a destination has the root of an image, and which of its children.
 *
 * The root alone does not prove the children (interrupted copies, pull-through caches).
 */
export async function findPresent(
  client: RegistryClient,
  repository: Repository,
  root: GraphNode,
): Promise<ReadonlySet<Digest>> {
  const { digest } = root.descriptor;
  const children = [...new Set(childManifests(root.manifest).map((child) => child.digest))];
  if (children.length <= FEW_CHILDREN)
    return keepUnderRoot(digest, await findThose(client, repository, [digest, ...children]));
  if ((await findThose(client, repository, [digest])).length === 0) return new Set();
  return new Set([digest, ...(await findThose(client, repository, children))]);
}

/** Forgets children of which the root is missing: what they refer to is not looked at then, and may be missing too. */
function keepUnderRoot(root: Digest, found: readonly Digest[]): ReadonlySet<Digest> {
  return new Set(found.includes(root) ? found : []);
}

/** Finds which manifests below an image's children a destination has that has its root: indexes may be nested. */
export async function findPresentBelow(
  client: RegistryClient,
  repository: Repository,
  graph: Graph,
  present: ReadonlySet<Digest>,
): Promise<ReadonlySet<Digest>> {
  const root = graph.nodes.get(graph.root);
  if (root === undefined || !present.has(graph.root)) return present;
  const asked = new Set([graph.root, ...childManifests(root.manifest).map(({ digest }) => digest)]);
  const deeper = [...graph.nodes.keys()].filter((digest) => !asked.has(digest));
  return new Set([...present, ...(await findThose(client, repository, deeper))]);
}
