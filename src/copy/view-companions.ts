import { lookUpTags } from '../image/existing-tags.ts';
import type { Graph } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import type { ReferrersQuery } from '../registry/referrers/api.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import type { CompanionView } from './attachments.ts';
import { type Companions, innerReferrers } from './companions.ts';

/** What is known of a destination before its companions are looked for. */
export interface KnownDestination {
  /** The manifests of the image that it has. */
  readonly present: ReadonlySet<Digest>;
  /** All of its tags; undefined where not all were listed. */
  readonly names: ReadonlySet<string> | undefined;
}

/** An image and what belongs to it, on the way to a destination. */
export interface ImageWithCompanions {
  readonly image: Graph;
  readonly companions: Companions;
  readonly known: KnownDestination;
}

/** Finds which companions of an image a destination has; asks nothing where there can be none. */
export async function viewCompanions(
  client: RegistryClient,
  repository: Repository,
  { image, companions, known }: ImageWithCompanions,
): Promise<CompanionView> {
  const { referrers, cosignTags } = companions;
  const warnings = new Set<string>();
  const roots = new Map(referrers.map(({ graph, subject }) => [graph.root, subject]));
  /** Tells whether the destination has the manifest of the image that a referrer refers to in the end. */
  function isOnPresent(subject: Digest): boolean {
    const next = roots.get(subject);
    return next === undefined ? known.present.has(subject) : isOnPresent(next);
  }
  const possible = referrers.filter(({ subject }) => isOnPresent(subject));
  // What an earlier run or another tool has written without listing it is looked for too.
  const inner = innerReferrers([image]).filter(({ digest }) => known.present.has(digest));
  const asked = new Set([...possible.map(({ graph }) => graph.root), ...inner.map(({ digest }) => digest)]);
  const subjects = [...new Set([...possible, ...inner].map(({ subject }) => subject))];
  const query: ReferrersQuery = {
    keep: ({ digest }) => asked.has(digest),
    warn: (sentence) => void warnings.add(sentence),
  };
  const possibleTags = cosignTags.filter(({ tag }) => known.names?.has(tag) !== false);
  const nodes = [...new Set([...possible, ...possibleTags].flatMap(({ graph }) => [...graph.nodes.keys()]))];
  const tags = possibleTags.map(({ tag }) => tag);
  const [lists, found, standing] = await Promise.all([
    Promise.all(subjects.map((subject) => listReferrers(client, repository, subject, query))),
    Promise.all(nodes.map((digest) => headManifest(client, repository, digest))),
    lookUpTags(client, repository, tags),
  ]);
  const listed = new Set(lists.flat().map(({ digest }) => digest));
  return {
    listed,
    unlisted: new Set(inner.map(({ digest }) => digest).filter((digest) => !listed.has(digest))),
    present: new Set(nodes.filter((_, index) => found[index] !== undefined)),
    tags: standing,
    warnings: [...warnings],
  };
}
