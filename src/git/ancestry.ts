import type { Logger } from '../action/logger.ts';
import { canAskGitHub, openGitHubClient } from '../github/client.ts';
import { readImageLabels } from '../image/config.ts';
import { OCI_LABEL } from '../image/labels.ts';
import { readGraph } from '../image/read-graph.ts';
import { isJsonObject, stringProperty } from '../oci/json.ts';
import { formatRepository, isTag, type Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import { tryParseRevision } from '../tags/context.ts';
import type { CommitRelation } from '../tags/existing.ts';
import type { ComputedTags, TagCandidate, TagKind } from '../tags/planned-tag.ts';
import { type Checkout, type GitSource, openCheckout } from './git.ts';

/** How our commit stands to theirs: `ahead` where ours is a descendant of theirs. */
type Ancestry = 'identical' | 'ahead' | 'behind' | 'diverged' | 'unknown';

/** Two commits by their full SHA. */
interface CommitPair {
  readonly ours: string;
  readonly theirs: string;
}

const STATUSES: readonly Ancestry[] = ['identical', 'ahead', 'behind', 'diverged'];

/** Git's yes is always right; its no only where no history was cut off. */
async function compareInCheckout(checkout: Checkout, { ours, theirs }: CommitPair): Promise<Ancestry> {
  for (const sha of [ours, theirs]) {
    if ((await checkout.run('cat-file', '-e', `${sha}^{commit}`)).exitCode !== 0) return 'unknown';
  }
  const [after, before] = await Promise.all([
    checkout.run('merge-base', '--is-ancestor', theirs, ours),
    checkout.run('merge-base', '--is-ancestor', ours, theirs),
  ]);
  if (after.exitCode === 0) return 'ahead';
  if (before.exitCode === 0) return 'behind';
  if (after.exitCode !== 1 || before.exitCode !== 1) return 'unknown';
  const shallow = await checkout.run('rev-parse', '--is-shallow-repository');
  return shallow.stdout.trim() === 'false' ? 'diverged' : 'unknown';
}

async function compareOnGitHub({ ours, theirs }: CommitPair, { event, token }: GitSource): Promise<Ancestry> {
  if (!canAskGitHub(event, token)) return 'unknown';
  // Only the status counts, not the list of commits.
  const page = await openGitHubClient(event, token)?.readOnce(`/compare/${theirs}...${ours}?per_page=1`);
  const status = isJsonObject(page?.data) ? stringProperty(page.data, 'status') : undefined;
  return STATUSES.find((each) => each === status) ?? 'unknown';
}

/**
 * Tells how our commit stands to theirs, the one that a tag is on (rule R6): asks the checkout first, which costs no
 * request, then GitHub.
 *
 * @returns `unknown` where neither can tell: a history that is not to be had must not fail a build.
 */
export async function compareCommits(pair: CommitPair, source: GitSource): Promise<Ancestry> {
  const { ours, theirs } = pair;
  if (tryParseRevision(ours) === undefined || tryParseRevision(theirs) === undefined) return 'unknown';
  if (ours === theirs) return 'identical';
  const local = await attempt(() => compareInCheckout(openCheckout(source.environment), pair));
  return local === 'unknown' ? await attempt(() => compareOnGitHub(pair, source)) : local;
}

async function attempt(compare: () => Promise<Ancestry>): Promise<Ancestry> {
  try {
    return await compare();
  } catch {
    return 'unknown';
  }
}

/** What is needed to find out how our commit stands to those that tags hold. */
interface RelationSource {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly history: GitSource;
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

/** Whether a tag goes by commits: that of a branch, and the `latest` that a branch without a version gets. */
function followsCommits({ kind, tag, mutable }: TagCandidate, { candidates }: ComputedTags): boolean {
  if (kind === 'branch' || kind === 'edge') return true;
  return tag === 'latest' && mutable && !candidates.some((each) => VERSIONED.has(each.kind));
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
  const tags = computed.candidates.filter((each) => names.has(each.tag) && followsCommits(each, computed));
  const relations = await Promise.all(
    tags.map(({ tag }) => (revision === undefined ? 'unknown' : findRelation(tag, revision, source))),
  );
  return new Map(tags.map(({ tag }, index) => [tag, relations[index] ?? 'unknown']));
}
