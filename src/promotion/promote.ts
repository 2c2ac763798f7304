import type { Digest } from '../oci/digest.ts';
import { TagJournal } from '../tag-updates/write.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { eachAtMost } from '../util/each-at-most.ts';
import { applyAllTags, type Tagged } from './apply-all-tags.ts';
import { correctRecords } from './correct-records.ts';
import type { EventSink } from './events.ts';
import type { DestinationPlan, PromotionPlan } from './promotion-plan.ts';
import type { SetItem } from './promotion-set.ts';
import { type Landed, land } from './push.ts';
import type { BlobCounts } from './record.ts';
import { Recordings } from './recordings.ts';
import type { PromotionClients, PromotionRequest } from './request.ts';
import { reportDrift } from './source-drift.ts';

/** So many images are copied at the same time: enough to keep the registries busy, few enough to be done with some soon. */
const IMAGES_AT_ONCE = 32;

/** What a promotion did in one destination. */
export interface DestinationResult {
  readonly plan: DestinationPlan;
  readonly tags: readonly PlannedTag[];
  readonly counts: BlobCounts;
  readonly manifestsWritten: number;
  /** The record's digest; undefined where none was asked for. */
  readonly record: Digest | undefined;
  /** Whether this run wrote the record, and no earlier one. */
  readonly hasNewRecord: boolean;
  /** Whether a tag was created or moved. */
  readonly changed: boolean;
}

/**
 * Applies the plans of a set: every image, its companions and its record to every destination first, and only then the
 * tags of all of them, together.
 *
 * Where a tag cannot be written, those that were moved are put back, in every destination. A run that dies on the way
 * leaves the old tags or the new ones, never a tag on an image that is incomplete or has no record; running it again
 * completes it.
 *
 * @param journal keeps how far each tag came, for whoever ends the run from outside.
 * @returns the results of each image, in the order of the set.
 */
export async function applySet(
  items: readonly SetItem[],
  emit: EventSink,
  journal?: TagJournal,
): Promise<readonly (readonly DestinationResult[])[]> {
  const recordings = new Recordings();
  let landed: readonly Landed[];
  try {
    landed = await landSet(items, emit, recordings);
  } catch (error) {
    // Images that have landed have records by now that name tags which they will not get.
    await correctRecords(await recordings.end(), { emit, journal: new TagJournal() });
    throw error;
  }
  return tagSet(items, landed, { emit, journal });
}

/** Makes every image of a set complete and recorded in every destination; no tag is touched. */
export async function landSet(
  items: readonly SetItem[],
  emit: EventSink,
  recordings?: Recordings,
): Promise<readonly Landed[]> {
  const isAlone = items.flatMap(({ plan }) => plan.destinations).length === 1;
  const landed = await eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) =>
    Promise.all(
      plan.destinations.map((destination) => land(request, clients, { plan, destination, isAlone, emit, recordings })),
    ),
  );
  return landed.flat();
}

/**
 * Writes the tags of images that have landed, together.
 *
 * @returns the results of each image, in the order of the set.
 */
export async function tagSet(
  items: readonly SetItem[],
  landed: readonly Landed[],
  { emit, journal }: { readonly emit: EventSink; readonly journal?: TagJournal | undefined },
): Promise<readonly (readonly DestinationResult[])[]> {
  const looking = eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) =>
    reportDrift(clients.source, { request, plan, emit }),
  );
  // Whatever ends the look at the sources, tags are put back first.
  const [tagged] = await Promise.allSettled([applyAllTags(landed, emit, journal), looking]);
  if (tagged.status === 'rejected') throw tagged.reason;
  await looking;
  const results = Map.groupBy(tagged.value, (each) => each.landed.scope.plan);
  return items.map(({ plan }) => (results.get(plan) ?? []).map(toResult));
}

function toResult({ landed, tags, record, hasNewRecord }: Tagged): DestinationResult {
  const { scope, hasRoot, manifests } = landed;
  const manifestsWritten = hasRoot ? manifests : manifests + 1;
  const changed = tags.some(isChange);
  return {
    plan: scope.destination,
    counts: scope.counts,
    ...{ tags, manifestsWritten, record, hasNewRecord, changed },
  };
}

/** Applies the plan of one image: a set of one. */
export async function applyPromotion(
  request: PromotionRequest,
  clients: PromotionClients,
  { plan, emit }: { readonly plan: PromotionPlan; readonly emit: EventSink },
): Promise<readonly DestinationResult[]> {
  const [results = []] = await applySet([{ request, clients, plan }], emit);
  return results;
}
