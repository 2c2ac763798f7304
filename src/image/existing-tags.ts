import type { Digest, DigestAlgorithm } from '../oci/digest.ts';
import { isTag, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { listTags, listTagsFrom } from '../registry/tag-list.ts';
import { type ComparisonContext, comparesVersions } from '../tags/compares-versions.ts';
import { firstOfDay, stemOf } from '../tags/daily-number.ts';
import type { TagRule } from '../tags/rule.ts';
import { isLiteral } from '../tags/template.ts';
import { childManifests, type Graph, type GraphNode } from './graph.ts';

interface DayScope {
  /** What the tags of the day begin with. */
  readonly stem: string;
  readonly first: Tag;
}

/** Which of a repository's tags the rules need to know. */
export type TagListScope =
  /** Every one: versions are compared with all others. */
  | { readonly kind: 'all' }
  /** Those of some days; any other tag is asked for by its name. */
  | { readonly kind: 'days'; readonly days: readonly DayScope[] };

/** All tags if versions are compared, else those of days, which one request brings from a repository of any size. */
export function findTagListScope(
  rules: readonly TagRule[],
  context: ComparisonContext,
  run: { readonly now: Date; readonly existingTags: 'registry' | 'git' | 'none' },
): TagListScope {
  if (run.existingTags === 'registry' && rules.some((rule) => comparesVersions(rule, context, run.now))) {
    return { kind: 'all' };
  }
  const days: DayScope[] = [];
  for (const rule of rules) {
    if (rule.type !== 'date_seq') continue;
    const prefix = rule.prefix ?? context.flavor.prefix;
    const suffix = rule.suffix ?? context.flavor.suffix;
    // An expression in an affix needs what is not read yet.
    if (!isLiteral(prefix) || !isLiteral(suffix)) return { kind: 'all' };
    const timeZone = rule.timeZone ?? context.timeZone;
    const numbering = { ...rule, prefix: prefix.source, suffix: suffix.source, timeZone };
    days.push({ stem: stemOf(numbering, run.now), first: firstOfDay(numbering, run.now) });
  }
  return { kind: 'days', days };
}

async function readDay(client: RegistryClient, repository: Repository, day: DayScope): Promise<ReadonlySet<string>> {
  const listed = await listTagsFrom(client, repository, day.stem);
  if (listed !== undefined && listed.size > 0) return listed;
  // An empty answer proves nothing: a registry may not know how to begin there. The first number does.
  if (listed !== undefined && (await headManifest(client, repository, day.first)) === undefined) return listed;
  return listTags(client, repository);
}

/** Reads the tags of a scope from a repository; one that does not exist has none. */
export async function readNames(
  client: RegistryClient,
  repository: Repository,
  scope: TagListScope,
): Promise<ReadonlySet<string>> {
  if (scope.kind === 'all') return listTags(client, repository);
  const days = await Promise.all(scope.days.map((day) => readDay(client, repository, day)));
  return new Set(days.flatMap((names) => [...names]));
}

/** Up to so many children are looked up beside the root: that saves a round trip, and costs little if it is missing. */
const FEW_CHILDREN = 4;

/** Leaves out tags that are gone by then; the algorithm is the registry's choice by default. */
export async function lookUpTags(
  client: RegistryClient,
  repository: Repository,
  names: readonly string[],
  algorithm?: DigestAlgorithm,
): Promise<ReadonlyMap<Tag, Digest>> {
  const tags = names.filter(isTag);
  const digests = await Promise.all(tags.map((tag) => headManifest(client, repository, tag, algorithm)));
  const found = tags.map((tag, index) => [tag, digests[index]] as const);
  return new Map(found.flatMap(([tag, digest]) => (digest === undefined ? [] : [[tag, digest]])));
}

async function findThose(client: RegistryClient, repository: Repository, digests: readonly Digest[]) {
  const found = await Promise.all(digests.map((digest) => headManifest(client, repository, digest)));
  return digests.filter((_, index) => found[index] !== undefined);
}

/** A root does not prove its children (interrupted copies, pull-through caches), so both are looked up. */
export async function findPresent(
  client: RegistryClient,
  repository: Repository,
  root: GraphNode,
): Promise<ReadonlySet<Digest>> {
  const { digest } = root.descriptor;
  const children = [...new Set(childManifests(root.manifest).map((child) => child.digest))];
  if (children.length <= FEW_CHILDREN) {
    const found = await findThose(client, repository, [digest, ...children]);
    // What children of a missing root refer to is not looked up, and may be missing too.
    return new Set(found.includes(digest) ? found : []);
  }
  if ((await findThose(client, repository, [digest])).length === 0) return new Set();
  return new Set([digest, ...(await findThose(client, repository, children))]);
}

/** Adds the manifests below an image's children that a destination has, if it has the root: indexes may be nested. */
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
