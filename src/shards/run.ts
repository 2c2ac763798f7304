import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { EventSink } from '../promotion/events.ts';
import type { Landed } from '../promotion/push.ts';
import { writeRecord } from '../promotion/record.ts';
import { RecordTrail } from '../promotion/record-trail.ts';
import { recordFormOf } from '../promotion/request.ts';
import { formatCount } from '../util/format.ts';
import { isComplete, NOTHING_COPIED, type PlannedLanding } from './land-shard.ts';
import { findPlanRecordThere } from './list-plan-records.ts';

/** What is missing before the tags of a plan may move. */
export interface Missing {
  readonly shard: number;
  /** What is missing, by its reference. */
  readonly what: string;
}

/** An image that may have its tags, or what it lacks. */
export type Readiness =
  | { readonly kind: 'landed'; readonly landed: Landed; readonly correct: boolean }
  | { readonly kind: 'missing'; readonly missing: Missing };

function firstMissing({ plan, destination }: PlannedLanding): string {
  const to = formatRepository(destination.repository);
  const { copy, companions } = destination;
  const own = new Set<Digest>(plan.graph.nodes.keys());
  // The root says most; what it lacks below is named where it alone is there.
  const lacking = copy.manifests.map(({ node }) => node.descriptor.digest);
  const digest = lacking.find((each) => each === plan.image.digest) ?? lacking.find((each) => own.has(each));
  if (digest !== undefined) return `${to}@${digest} is missing`;
  const [referrer] = companions.referrers;
  if (referrer !== undefined) return `${to}@${referrer.graph.root}, which refers to ${plan.image.digest}, is missing`;
  const [cosign] = companions.cosignTags;
  if (cosign !== undefined) return `${to}:${cosign.tag} does not hold what it holds at the source`;
  return `${to}@${lacking[0] ?? plan.image.digest} is missing`;
}

/** Looks whether an image of a plan is complete and recorded in a destination: the registry is asked, no job. */
export async function checkLanded(each: PlannedLanding, shard: number): Promise<Readiness> {
  const { request, clients, plan, destination } = each;
  if (!isComplete(destination)) return { kind: 'missing', missing: { shard, what: firstMissing(each) } };
  const { repository } = destination;
  const scope = { request, plan, destination, counts: NOTHING_COPIED };
  const landed = {
    ...{ clients, scope, manifests: 0, record: undefined, hasNewRecord: false },
    ...{ trail: new RecordTrail(), hasRoot: true },
  };
  if (recordFormOf(request, repository) === 'off') return { kind: 'landed', landed, correct: true };
  const record = await findPlanRecordThere(clients.destination(repository), scope);
  if (record === undefined) {
    const what = `the record of ${formatRepository(repository)}@${plan.image.digest} is missing`;
    return { kind: 'missing', missing: { shard, what } };
  }
  return {
    kind: 'landed',
    landed: { ...landed, record: record.digest, trail: new RecordTrail(record.digest) },
    correct: record.namesTags,
  };
}

/**
 * Requires that nothing is missing.
 *
 * @throws {PolicyError} that names the first shard, and what it lacks.
 */
export function requireNothingMissing(missing: readonly Missing[], id: string, count: number): void {
  const [first, ...rest] = missing;
  if (first === undefined) return;
  const shards = [...new Set(rest.map(({ shard }) => shard))].filter((shard) => shard !== first.shard);
  const more = rest.length === 0 ? '' : `, and ${formatCount(rest.length, 'image')} more`;
  const others = shards.length === 0 ? '' : ` (also of ${formatCount(shards.length, 'other shard')})`;
  throw new PolicyError(
    `Cannot move the tags of plan ${id}: shard ${first.shard}-of-${count} is not complete: ${first.what}${more}${others}; run that job again, and then this one`,
  );
}

/** Writes the record anew where the tags are others than when the image was brought: it must not tell a lie. */
export async function correctRecord(landed: Landed, emit: EventSink): Promise<Landed> {
  const { clients, scope, trail } = landed;
  const { repository, tags } = scope.destination;
  const { digest: record } = await writeRecord(clients.destination(repository), scope, {
    ...{ tags: tags.tags, emit, trail },
  });
  return { ...landed, record, hasNewRecord: true };
}
