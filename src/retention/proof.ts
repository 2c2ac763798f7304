import { PolicyError } from '../errors.ts';
import { lookUpTags } from '../image/existing-tags.ts';
import { childManifests } from '../image/graph.ts';
import { readGraph, toNode, UnreadableManifestError } from '../image/read-graph.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository, isReservedTag, type Repository } from '../oci/reference.ts';
import { getManifest, headManifest, type StoredManifest } from '../registry/manifests.ts';
import { listTags } from '../registry/tag-list.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatList } from '../util/format.ts';
import type { SweepPlace } from './look.ts';
import type { SweepTarget } from './sweep-target.ts';

/** Manifests that are looked up concurrently. */
const AT_ONCE = 16;

function listChildren(stored: StoredManifest, repository: Repository): readonly Digest[] {
  try {
    return childManifests(toNode(repository, stored).manifest).map(({ digest }) => digest);
  } catch (error) {
    if (error instanceof UnreadableManifestError) return [];
    throw error;
  }
}

/** Reads what images hold that came since the plan was made. @throws {RegistryError} if one of them cannot be read. */
async function readNewRoots({ client, repository }: SweepPlace, target: SweepTarget): Promise<readonly Digest[]> {
  const names = await listTags(client, repository);
  const fresh = [...names].filter((tag) => !isReservedTag(tag) && !target.names.has(tag));
  const holds = await lookUpTags(client, repository, fresh);
  const roots = [...new Set(holds.values())].filter((root) => root !== target.digest && !target.staying.has(root));
  const graphs = await eachAtMost(AT_ONCE, roots, async (root) => {
    const stored = await getManifest(client, repository, root);
    if (stored === undefined) return [];
    try {
      return [...(await readGraph(client, repository, stored)).nodes.keys()];
    } catch (error) {
      if (!(error instanceof UnreadableManifestError)) throw error;
      // It lacks something, which may be what was deleted a moment ago.
      return [root, ...listChildren(stored, repository)];
    }
  });
  return graphs.flat();
}

/** Finds the manifests of a repository that other roots reach, also those that came meanwhile. */
export async function findShared(place: SweepPlace, target: SweepTarget): Promise<ReadonlySet<Digest>> {
  const others = [...target.staying].filter(([root]) => root !== target.digest);
  return new Set([...others.flatMap(([root, below]) => [root, ...below]), ...(await readNewRoots(place, target))]);
}

/**
 * Proves that nothing that stays was harmed: every root that had a manifest in common with what was destroyed still has all of its
 * manifests.
 *
 * @throws {PolicyError} if one is missing: then no further image is destroyed.
 */
export async function requireUnharmed(
  { client, repository }: SweepPlace,
  { target, parts }: { readonly target: SweepTarget; readonly parts: readonly Digest[] },
): Promise<void> {
  const own = new Set(parts);
  const bound = [...target.staying].filter(
    ([root, below]) =>
      root !== target.digest &&
      target.incomplete?.has(root) !== true &&
      (own.has(root) || [...below].some((digest) => own.has(digest))),
  );
  await requireWhole({ client, repository }, bound);
}

/** @throws {PolicyError} if the repository lacks a manifest of an image that stays. */
export async function requireWhole(
  { client, repository }: Pick<SweepPlace, 'client' | 'repository'>,
  roots: Iterable<readonly [Digest, ReadonlySet<Digest>]>,
): Promise<void> {
  const all = [...new Set([...roots].flatMap(([root, below]) => [root, ...below]))];
  const found = await eachAtMost(AT_ONCE, all, (digest) => headManifest(client, repository, digest));
  const missing = all.filter((_, index) => found[index] === undefined);
  if (missing.length === 0) return;
  throw new PolicyError({
    what: `go on in ${formatRepository(repository)}`,
    reason: `an image that stays lacks ${formatList(missing.slice(0, 5).map(shortDigest))}`,
    remedy: 'promote it again from where it still is, or restore it, and find out what else deletes there',
  });
}
