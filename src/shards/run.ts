import { findRecords } from '../attestation/predicates/promotion-annotations.ts';
import { PolicyError } from '../errors.ts';
import type { Graph, GraphNode } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { EventSink } from '../promotion/events.ts';
import type { DestinationPlan, PlannedDestination, PlannedPush, PromotionPlan, SetItem } from '../promotion/plan.ts';
import { openAdmissions } from '../promotion/promote.ts';
import { type PushedImage, push } from '../promotion/push.ts';
import { recordedTags, writeRecord } from '../promotion/record.ts';
import { RecordTrail } from '../promotion/record-trail.ts';
import { readListed } from '../records/plain-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { isChange } from '../tags/planned-tag.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount } from '../util/format.ts';

function isComplete({ copy, attachments }: DestinationPlan): boolean {
  return copy.manifests.length === 0 && attachments.referrers.length === 0 && attachments.cosignTags.length === 0;
}

/** Describes an existing image, and the record that this plan left on it. */
function toPushed({ request, clients, plan, destination }: PlannedPush, record?: Digest): PushedImage {
  const counts = { mounted: 0, copied: 0, present: 0, leftOut: 0, bytesCopied: 0 };
  const scope = { request, plan, destination, counts };
  return { clients, scope, manifests: 0, record, hasNewRecord: false, trail: new RecordTrail(record), hasRoot: true };
}

/**
 * Finds an image that an earlier try of the job has pushed and recorded; undefined if there is more to do. If it is not
 * to be recorded, its presence is enough.
 */
async function findPushed(push: PlannedPush): Promise<PushedImage | undefined> {
  const { clients, destination } = push;
  if (!isComplete(destination)) return undefined;
  if (destination.record === 'off') return toPushed(push);
  const record = await findPlanRecordThere(clients.destination(destination.repository), push);
  return record?.namesTags === true ? toPushed(push, record.digest) : undefined;
}

/**
 * Pushes and records the images of a shard; no tag is touched.
 *
 * Other jobs of the plan may write the same lists of records concurrently: they are checked once more at the end.
 */
export async function pushAll(
  items: readonly SetItem[],
  atOnce: number,
  emit: EventSink,
): Promise<readonly (readonly PushedImage[])[]> {
  const pushed = await eachAtMost(atOnce, items, (item) =>
    Promise.all(
      item.plan.destinations.map(
        async (destination) =>
          (await findPushed({ ...item, destination })) ??
          // Another job writes its tags: nothing of it may wait for them.
          push({ ...item, destination }, { isAlone: false, emit }),
      ),
    ),
  );
  const admissions = await openAdmissions(items);
  await admissions?.write(pushed.flat(), emit);
  await settleLists(
    items.flatMap(({ clients, plan }) => plan.destinations.map(({ repository }) => clients.destination(repository))),
    true,
  );
  return pushed;
}

export interface Missing {
  readonly shard: number;
  /** What is missing, by its reference. */
  readonly what: string;
}

export type Readiness =
  | { readonly kind: 'pushed'; readonly pushed: PushedImage; readonly correct: boolean }
  | { readonly kind: 'missing'; readonly missing: Missing };

function firstMissing({ plan, destination }: PlannedPush): string {
  const to = formatRepository(destination.repository);
  const { copy, attachments } = destination;
  const own = new Set<Digest>(plan.graph.nodes.keys());
  // The root says most; what it lacks below is named if only the root is there.
  const lacking = copy.manifests.map(({ node }) => node.descriptor.digest);
  const digest = lacking.find((each) => each === plan.image.digest) ?? lacking.find((each) => own.has(each));
  if (digest !== undefined) return `${to}@${digest} is missing`;
  const [referrer] = attachments.referrers;
  if (referrer !== undefined) return `${to}@${referrer.graph.root}, which refers to ${plan.image.digest}, is missing`;
  const [cosign] = attachments.cosignTags;
  if (cosign !== undefined) return `${to}:${cosign.tag} does not hold what it holds at the source`;
  return `${to}@${lacking[0] ?? plan.image.digest} is missing`;
}

/** Asks the registry, and not the jobs, whether an image is complete and recorded in a destination. */
export async function checkPushed(push: PlannedPush, shard: number): Promise<Readiness> {
  const { clients, plan, destination } = push;
  const { repository } = destination;
  if (!isComplete(destination)) return { kind: 'missing', missing: { shard, what: firstMissing(push) } };
  if (destination.record === 'off') return { kind: 'pushed', pushed: toPushed(push), correct: true };
  const record = await findPlanRecordThere(clients.destination(repository), push);
  if (record === undefined) {
    const what = `the record of ${formatRepository(repository)}@${plan.image.digest} is missing`;
    return { kind: 'missing', missing: { shard, what } };
  }
  return { kind: 'pushed', pushed: toPushed(push, record.digest), correct: record.namesTags };
}

/** @throws {PolicyError} that names the first incomplete shard, and what it lacks. */
export function requireNothingMissing(missing: readonly Missing[], id: string, count: number): void {
  const [first, ...rest] = missing;
  if (first === undefined) return;
  const shards = [...new Set(rest.map(({ shard }) => shard))].filter((shard) => shard !== first.shard);
  const more = rest.length === 0 ? '' : `, and ${formatCount(rest.length, 'more image')}`;
  const others = shards.length === 0 ? '' : ` (also in ${formatCount(shards.length, 'other shard')})`;
  throw new PolicyError(
    `Cannot move the tags of plan ${id}: shard ${first.shard}-of-${count} is not complete: ${first.what}${more}${others}; run that job again, and then this one`,
  );
}

/** Writes the record anew, because the tags have changed since the image was pushed. */
export async function correctRecord(pushed: PushedImage, emit: EventSink): Promise<PushedImage> {
  const { clients, scope, trail } = pushed;
  const { repository, tags } = scope.destination;
  const { digest: record } = await writeRecord(clients.destination(repository), scope, {
    ...{ tags: tags.tags, emit, trail },
  });
  return { ...pushed, record, hasNewRecord: true };
}

const NO_BYTES = new Uint8Array();

/** Bytes are copied, because a view of a large buffer would keep all of it. */
function slimGraph({ root, nodes }: Graph): Graph {
  const bytesOf = ({ bytes }: GraphNode, isRoot: boolean) => (isRoot ? Uint8Array.from(bytes) : NO_BYTES);
  return {
    root,
    nodes: new Map([...nodes].map(([digest, node]) => [digest, { ...node, bytes: bytesOf(node, digest === root) }])),
  };
}

function withoutNodes<Attached extends { readonly graph: Graph }>(attached: Attached): Attached {
  return { ...attached, graph: { root: attached.graph.root, nodes: new Map() } };
}

/**
 * Drops what only copying needs from a plan, so that thousands of images can wait for their tags together. The root's
 * bytes stay, because tags are written with them.
 */
export function dropManifestBytes(plan: PromotionPlan): PromotionPlan {
  const { attachments } = plan;
  return {
    ...plan,
    graph: slimGraph(plan.graph),
    attachments: {
      ...attachments,
      referrers: attachments.referrers.map(withoutNodes),
      cosignTags: attachments.cosignTags.map(withoutNodes),
    },
    destinations: plan.destinations.map((destination) => ({
      ...destination,
      copy: { ...destination.copy, blobs: [], manifests: [] },
    })),
  };
}

/** A listed record counts only if it is there and says the same itself. */
async function findPlanRecordThere(client: RegistryClient, scope: PlannedDestination): Promise<PlanRecord | undefined> {
  const image = { repository: scope.destination.repository, digest: scope.plan.image.digest };
  const left = new Map((await listPlanRecords(client, scope)).map((each) => [each.digest, each]));
  for (;;) {
    const found = findPlanRecord([...left.values()], scope);
    const listed = found && left.get(found.digest);
    if (listed === undefined) return undefined;
    const own = await readListed(client, image, listed);
    if (own !== undefined && findPlanRecord([own], scope)?.namesTags === found?.namesTags) return found;
    left.delete(listed.digest);
  }
}

/** If a pipeline file governs the promotion, only records that prove it count: anybody may have written annotations. */
async function listPlanRecords(client: RegistryClient, scope: PlannedDestination): Promise<readonly Descriptor[]> {
  const { repository } = scope.destination;
  const { digest } = scope.plan.image;
  // An API that refuses names no record; `readOwnRecords` fails on a refusal.
  const referrers = await listReferrers(client, repository, digest, { warn: () => undefined });
  if (scope.request.policy === undefined) return referrers;
  const { readOwnRecords } = await import('../promotion/existing-record.ts');
  const own = await readOwnRecords(client, scope);
  if (own === 'not-governed') return referrers;
  const proven = new Set(own.map(({ stored }) => stored.digest));
  return referrers.filter((referrer) => proven.has(referrer.digest));
}

interface PlanRecord {
  readonly digest: Digest;
  readonly namesTags: boolean;
}

/**
 * Finds this plan's record among the referrers of an image in its destination.
 *
 * Records of a plan have its instant: one of last week does not count. If no tag changes, an older record will do.
 */
export function findPlanRecord(
  referrers: readonly Descriptor[],
  { plan, destination, request }: PlannedDestination,
): PlanRecord | undefined {
  const { tags } = destination.tags;
  const { repository, tag } = plan.source;
  const from = formatRepository(repository) + (tag === undefined ? '' : `:${tag}`);
  const key = {
    from,
    to: formatRepository(destination.repository),
    tags: recordedTags(tags),
    isSigned: destination.record === 'signed',
  };
  const created = request.run.now.toISOString();
  const own = tags.some(isChange)
    ? referrers.filter(({ annotations }) => annotations.get('org.opencontainers.image.created') === created)
    : referrers;
  const [exact] = findRecords(own, key);
  if (exact !== undefined) return { digest: exact.digest, namesTags: true };
  const [other] = findRecords(own, { ...key, tags: [] });
  return other === undefined ? undefined : { digest: other.digest, namesTags: false };
}
