import type { EventSink } from '../promotion/events.ts';
import type { DestinationPlan } from '../promotion/promotion-plan.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import { type Landed, land } from '../promotion/push.ts';
import type { BlobCounts } from '../promotion/record.ts';
import { RecordTrail } from '../promotion/record-trail.ts';
import { recordFormOf } from '../promotion/request.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { eachAtMost } from '../util/each-at-most.ts';
import { findPlanRecordThere } from './list-plan-records.ts';

/** Nothing was brought: it was there. */
export const NOTHING_COPIED: BlobCounts = { mounted: 0, copied: 0, present: 0, leftOut: 0, bytesCopied: 0 };

/** Tells whether nothing of an image and its companions is missing in a destination. */
export function isComplete({ copy, companions }: DestinationPlan): boolean {
  return copy.manifests.length === 0 && companions.referrers.length === 0 && companions.cosignTags.length === 0;
}

/** An image in one of its destinations. */
export interface PlannedLanding extends SetItem {
  readonly destination: DestinationPlan;
}

/**
 * Finds an image that an earlier try of the job has brought and recorded; undefined where there is more to do.
 *
 * Without a record nothing tells what was asked for; what is there is then all there is to know.
 */
export async function findLanded({ request, clients, plan, destination }: PlannedLanding): Promise<Landed | undefined> {
  if (!isComplete(destination)) return undefined;
  const scope = { request, plan, destination, counts: NOTHING_COPIED };
  const landed = {
    ...{ clients, scope, manifests: 0, record: undefined, hasNewRecord: false },
    ...{ trail: new RecordTrail(), hasRoot: true },
  };
  const { repository } = destination;
  if (recordFormOf(request, repository) === 'off') return landed;
  const record = await findPlanRecordThere(clients.destination(repository), scope);
  return record?.namesTags === true ? { ...landed, record: record.digest } : undefined;
}

/**
 * Brings images of a shard to their destinations and records them; no tag is touched.
 *
 * Other jobs of the plan may write the same lists of records at the same time: they are looked at once more at the end.
 */
export async function landAll(
  items: readonly SetItem[],
  atOnce: number,
  emit: EventSink,
): Promise<readonly (readonly Landed[])[]> {
  const landed = await eachAtMost(atOnce, items, (item) => landPlanned(item, emit));
  await settleLists(
    items.flatMap(({ clients, plan }) => plan.destinations.map(({ repository }) => clients.destination(repository))),
    true,
  );
  return landed;
}

/** Brings one image of a shard to its destinations and records it, unless an earlier try of the job did; no tag is touched. */
async function landPlanned(item: SetItem, emit: EventSink): Promise<readonly Landed[]> {
  const { request, clients, plan } = item;
  return Promise.all(
    plan.destinations.map(
      async (destination) =>
        (await findLanded({ ...item, destination })) ??
        // Its tags are another job's: nothing of it may wait for them.
        land(request, clients, { plan, destination, isAlone: false, emit }),
    ),
  );
}
