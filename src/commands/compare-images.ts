import { RegistryError } from '../errors.ts';
import { openGitHubClient } from '../github/client.ts';
import { type CommitList, readCommits } from '../github/commits.ts';
import { explainGitHubFailure } from '../github/failure.ts';
import { readImageLabels } from '../image/config.ts';
import { type ImageLabels, OCI_LABEL } from '../image/labels.ts';
import { readGraph, toNode } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { SetItem } from '../promotion/plan.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import { type ComparisonReport, type Comparisons, nameReplacement } from '../report/comparison.ts';
import { type BuiltFrom, type Comparison, compareBuilds } from '../report/links.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { CommandContext } from './context.ts';

/** An image in a destination that replaced another. */
export interface Replacement {
  readonly item: SetItem;
  readonly repository: Repository;
  readonly before: Digest;
}

/** So many images of a set are compared: a summary shows no more. */
const MOST_COMPARED = 20;

/** So many comparisons are asked for: GitHub allows 1,000 requests an hour for a repository. */
const MOST_ASKED = 10;

const AT_ONCE = 4;

/** How long all of it may take (ms): nobody waits longer for what is only nice to know. */
const TIME_LIMIT = 10_000;

interface CompareOptions extends Pick<CommandContext, 'event' | 'environment' | 'logger'> {
  readonly token: string | undefined;
  /** The address of this run. */
  readonly run: string;
}

function builtFrom(labels: ImageLabels): BuiltFrom {
  return { source: labels.get(`${OCI_LABEL}source`), revision: labels.get(`${OCI_LABEL}revision`) };
}

/** Whether an image says enough to be compared with another. */
function isComparable({ item: { plan } }: Replacement, run: string): boolean {
  const own = builtFrom(plan.labels);
  return compareBuilds({ ...own, revision: '0'.repeat(40) }, own, run) !== undefined;
}

/** An index with all that is needed among its annotations needs no further request. */
async function readLabels(
  client: RegistryClient,
  repository: Repository,
  digest: Digest,
): Promise<ImageLabels | undefined> {
  const stored = await getManifest(client, repository, digest);
  if (stored === undefined) return undefined;
  const { annotations } = toNode(repository, stored).manifest;
  const isEnough = ['source', 'revision', 'version'].every((name) => annotations.has(`${OCI_LABEL}${name}`));
  return isEnough
    ? annotations
    : readImageLabels(client, repository, { graph: await readGraph(client, repository, stored) });
}

async function compareLabels(
  { item, repository, before }: Replacement,
  run: string,
): Promise<{ readonly link: Comparison; readonly version: string | null } | undefined> {
  try {
    const labels = await readLabels(item.clients.destination(repository), repository, before);
    const link = labels && compareBuilds(builtFrom(labels), builtFrom(item.plan.labels), run);
    return link && { link, version: labels.get(`${OCI_LABEL}version`) ?? null };
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

/** Asks for each comparison once; the images of a set are often of one repository. */
function openCommits({ event, environment, token, logger }: CompareOptions) {
  const client = openGitHubClient(event, token, { environment, timeLimit: TIME_LIMIT });
  const { apiUrl } = event;
  const asked = new Map<string, Promise<CommitList | null>>();
  async function ask(link: Comparison): Promise<CommitList | null> {
    // The token of a run is for its owner's repositories; a label may name any.
    if (client === undefined || apiUrl === undefined || link.owner.toLowerCase() !== client.owner.toLowerCase())
      return null;
    try {
      return await readCommits(client, apiUrl, link);
    } catch (error) {
      logger.debug(`The commits are not known: ${explainGitHubFailure(error, 'contents: read').reason}`);
      return null;
    }
  }
  return (link: Comparison): Promise<CommitList | null> => {
    const known = asked.get(link.address);
    if (known !== undefined) return known;
    if (asked.size >= MOST_ASKED) return Promise.resolve(null);
    const answer = ask(link);
    asked.set(link.address, answer);
    return answer;
  };
}

/**
 * Compares images with those that they replaced, by what both say that they were built from. It never fails: what cannot
 * be had is left out.
 */
export async function compareImages(
  replacements: readonly Replacement[],
  options: CompareOptions,
): Promise<Comparisons> {
  const found = new Map<string, ComparisonReport>();
  const readOnce = openCommits(options);
  const comparable = replacements.filter((each) => isComparable(each, options.run));
  const work = eachAtMost(AT_ONCE, comparable.slice(0, MOST_COMPARED), async (replacement) => {
    const compared = await compareLabels(replacement, options.run);
    if (compared === undefined) return;
    const { link, version } = compared;
    const { repository, before, item } = replacement;
    found.set(nameReplacement(formatRepository(repository), before, item.plan.image.digest), {
      address: link.address,
      before: { digest: before, version, revision: link.before },
      revision: link.after,
      commits: await readOnce(link),
    });
  });
  work.catch((error: unknown) => options.logger.debug(`Images cannot be compared: ${String(error)}`));
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, TIME_LIMIT);
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
  // What comes later is not shown: the report must not change while it is written.
  return new Map(found);
}
