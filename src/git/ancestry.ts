import type { Logger } from '../action/logger.ts';
import { OCI_LABEL } from '../image/labels.ts';
import { readGraph } from '../image/read-graph.ts';
import { readImageLabels } from '../image/read-labels.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { isTag } from '../oci/tag.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import type { CommitRelation } from '../tags/existing.ts';
import type { ComputedTags, TagKind, WantedTag } from '../tags/planned-tag.ts';
import { compareCommits, type HistorySource } from './git-ancestry.ts';

/** What is needed to find out how our commit stands to those that tags hold. */
export interface RelationSource {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly history: HistorySource;
  readonly logger: Logger;
}

async function findRelation(tag: string, ours: string, source: RelationSource): Promise<CommitRelation> {
  const { client, repository, history, logger } = source;
  if (!isTag(tag)) return 'unknown';
  try {
    const root = await getManifest(client, repository, tag);
    if (root === undefined) return 'unknown';
    const labels = await readImageLabels(client, repository, { graph: await readGraph(client, repository, root) });
    const theirs = labels.get(`${OCI_LABEL}revision`);
    return theirs === undefined ? 'unknown' : await compareCommits({ ours, theirs }, history);
  } catch (error) {
    // An image that cannot be read says nothing of its commit; the tag then moves with a warning.
    logger.debug(`${formatRepository(repository)}:${tag} says nothing of its commit: ${String(error)}`);
    return 'unknown';
  }
}

/** What tells versions apart: where a tag has one, `latest` goes by it and not by commits. */
const VERSIONED: ReadonlySet<TagKind> = new Set([
  ...(['semver.full', 'semver.minor', 'semver.major', 'channel', 'pep440', 'match', 'git-tag'] as const),
]);

/** Tells whether a tag goes by commits: that of a branch, and the `latest` that a branch without a version gets. */
function followsCommits({ kind, tag, mutable }: WantedTag, { wanted }: ComputedTags): boolean {
  if (kind === 'branch' || kind === 'edge') return true;
  return tag === 'latest' && mutable && !wanted.some((each) => VERSIONED.has(each.kind));
}

/**
 * Finds how our commit stands to those that the existing tags of branches hold (rule R6): an older build that ends
 * later must not take the tag back.
 */
export async function findBranchRelations(
  computed: ComputedTags,
  names: ReadonlySet<string>,
  work: { readonly revision: string | undefined; readonly source: RelationSource },
): Promise<ReadonlyMap<string, CommitRelation>> {
  const { revision, source } = work;
  const tags = computed.wanted.filter((each) => names.has(each.tag) && followsCommits(each, computed));
  const relations = await Promise.all(
    tags.map(({ tag }) => (revision === undefined ? 'unknown' : findRelation(tag, revision, source))),
  );
  return new Map(tags.map(({ tag }, index) => [tag, relations[index] ?? 'unknown']));
}
