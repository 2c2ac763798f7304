import type { Attachments } from '../copy/attachments.ts';
import { PolicyError } from '../errors.ts';
import type { Graph } from '../image/graph.ts';
import type { ImageLabels } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, formatRepository, type Reference, type Repository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { describeHold, remedyForHold } from '../policy/describe-hold.ts';
import { holdableDigests, revisionsOf } from '../policy/holdable.ts';
import { findHolds, type HeldImage, type HoldFindings } from '../policy/holds.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import { limitRejections } from '../policy/valid-promotions.ts';
import { readHolds, readHoldsAmong } from '../records/holds.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { SetItem } from './plan.ts';
import type { PolicyContext } from './request.ts';

/** Manifests whose holds are read concurrently. */
const AT_ONCE = 8;

/** Reads the holds of manifests in a repository: a list for each, and two requests for every hold. */
export async function readAllHolds(
  client: RegistryClient,
  repository: Repository,
  digests: Iterable<Digest>,
): Promise<readonly StoredRecord[]> {
  const read = await eachAtMost(AT_ONCE, [...digests], (subject) => readHolds(client, { repository, subject }));
  return read.flat();
}

/** Where an image is, or is to be. */
interface HoldLook {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly digests: ReadonlySet<Digest>;
}

/** Reads the holds of an image where it is, out of the attachments that were read there, if they were. */
export function readSourceHolds(
  { client, repository, digests }: HoldLook,
  attachments: Attachments | undefined,
): Promise<readonly StoredRecord[]> {
  if (attachments === undefined) return readAllHolds(client, repository, digests);
  const nodes = attachments.referrers.flatMap(({ subject, graph }) => {
    const node = graph.nodes.get(graph.root);
    return node === undefined || !digests.has(subject) ? [] : [{ subject, node }];
  });
  return readHoldsAmong(client, repository, nodes);
}

/** An image whose holds are judged. */
export interface JudgedImage {
  readonly graph: Graph;
  readonly labels: ImageLabels;
  /** Of wherever it was read. */
  readonly records: readonly StoredRecord[];
}

type HoldPolicy = Pick<PolicyContext, 'pipeline' | 'openVerifier' | 'readKeptHolds'>;

/** Judges what holds an image in an environment, with what other places than registries keep. */
export function judgeHolds(
  { graph, labels, records }: JudgedImage,
  environment: Environment,
  policy: HoldPolicy,
  now: Date,
): Promise<HoldFindings> {
  const held = { digests: holdableDigests(graph), revisions: revisionsOf(labels), records };
  return judgeHoldsOn(held, environment, policy, now);
}

/** Judges what holds manifests, of an image that may be gone. */
export async function judgeHoldsOn(
  { records, ...image }: HeldImage & Pick<JudgedImage, 'records'>,
  environment: Environment,
  { pipeline, openVerifier, readKeptHolds }: HoldPolicy,
  now: Date,
): Promise<HoldFindings> {
  const kept = readKeptHolds === undefined ? [] : await readKeptHolds(image.digests);
  const all = [...records, ...kept];
  // Nothing is verified, and no trust root read, where there is nothing.
  const verify =
    all.length === 0 ? () => ({ kind: 'rejected', reason: 'it is not read' }) as const : await openVerifier();
  return findHolds({ ...image, records: all }, { pipeline, environment, verify, now });
}

/** What is asked of an image: where it is, and by which routes it is to go on. */
export interface HeldRequest {
  readonly from: Reference;
  readonly destinations: readonly { readonly route?: ResolvedRoute | undefined }[];
  readonly run: { readonly now: Date };
}

/** After a shorter time (ms) a hold that came meanwhile is the same as one right after the run. */
const SHORT_RUN = 5000;

/**
 * Looks again, before tags are written, whether images are held: copies take time.
 *
 * @throws {PolicyError} for the first that is.
 */
export async function requireStillNotHeld(items: readonly SetItem[]): Promise<void> {
  await eachAtMost(AT_ONCE, items, async ({ request, clients, plan }) => {
    const { policy, from } = request;
    const [first] = plan.destinations;
    if (policy === undefined || first === undefined) return;
    if (clients.source.clock.now() - first.readAt < SHORT_RUN) return;
    const { graph, labels } = plan;
    const digests = holdableDigests(graph);
    const places = [
      { client: clients.source, repository: from.repository },
      ...plan.destinations.map(({ repository }) => ({ client: clients.destination(repository), repository })),
    ];
    const records = await Promise.all(
      places.map(({ client, repository }) => readAllHolds(client, repository, digests)),
    );
    await requireNotHeld(request, { graph, labels, records: records.flat() }, policy);
  });
}

/**
 * Refuses an image that is held in the environment that it leaves, or in one that it is to enter.
 *
 * @returns sentences about holds that do not count.
 * @throws {PolicyError} that says since when, by whom and why it is held, and what to do.
 */
export async function requireNotHeld(
  { from, destinations, run }: HeldRequest,
  image: JudgedImage,
  policy: PolicyContext,
): Promise<readonly string[]> {
  const routes = destinations.flatMap(({ route }) => route ?? []);
  const warnings = new Set<string>();
  // The clock goes on while images are copied: what ended meanwhile holds nothing.
  const now = new Date(Math.max(Date.now(), run.now.getTime()));
  for (const { source, destination } of routes) {
    for (const environment of [destination, ...(source === undefined ? [] : [source])]) {
      const { holds, rejections } = await judgeHolds(image, environment, policy, now);
      const hold = holds.find(({ effect }) => effect === 'quarantine');
      if (hold !== undefined) {
        throw new PolicyError({
          what: `promote ${formatReference(from)} to ${destination.name}`,
          reason: describeHold(hold, image.graph.root, environment === destination ? undefined : environment.name),
          remedy: remedyForHold(hold),
        });
      }
      for (const rejection of limitRejections(rejections)) {
        warnings.add(
          `Of ${formatRepository(from.repository)}@${image.graph.root}, ${rejection} (in ${environment.name})`,
        );
      }
    }
  }
  return [...warnings];
}
