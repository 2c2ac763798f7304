import type { Digest, DigestAlgorithm } from '../oci/digest.ts';
import type { Repository } from '../oci/repository.ts';
import { isTag, type Tag } from '../oci/tag.ts';
import { headManifest } from '../registry/manifests.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import type { Graph } from './graph/graph.ts';

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

/**
 * Finds which manifests of an image a destination has.
 *
 * The children are asked for only where the root is there: it alone does not prove them (interrupted copies,
 * pull-through caches).
 */
export async function findPresent(
  client: RegistryClient,
  repository: Repository,
  graph: Graph,
  rootIsPresent: boolean,
): Promise<ReadonlySet<Digest>> {
  if (!rootIsPresent) return new Set();
  const children = [...graph.nodes.keys()].filter((digest) => digest !== graph.root);
  const found = await Promise.all(children.map((digest) => headManifest(client, repository, digest)));
  return new Set([graph.root, ...children.filter((_, index) => found[index] !== undefined)]);
}
