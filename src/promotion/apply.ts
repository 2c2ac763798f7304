import type { Digest } from '../oci/digest.ts';
import { isChange, type PlannedTag } from '../tags/tag-plan.ts';
import type { BlobCounts } from './apply-record.ts';
import { land } from './land.ts';
import type { EventSink } from './promotion-event.ts';
import type { DestinationPlan, PromotionPlan } from './promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from './promotion-request.ts';
import { reportDrift } from './source-drift.ts';
import { applyAllTags } from './tagging/apply-all-tags.ts';

/** What a promotion did in one destination. */
export interface DestinationResult {
  readonly plan: DestinationPlan;
  readonly tags: readonly PlannedTag[];
  readonly counts: BlobCounts;
  readonly manifestsWritten: number;
  /** The record's digest; undefined where none was asked for. */
  readonly record: Digest | undefined;
  /** Whether a tag was created or moved. */
  readonly changed: boolean;
}

/**
 * Applies a plan: the image, its companions and its record to every destination first, and only then the tags.
 *
 * Where a tag cannot be written, those that were moved are put back, in every destination. A run that dies on the way
 * leaves the old tags or the new ones, never a tag on an image that is incomplete or has no record; running it again
 * completes it.
 */
export async function applyPromotion(
  request: PromotionRequest,
  clients: PromotionClients,
  work: { readonly plan: PromotionPlan; readonly emit: EventSink },
): Promise<readonly DestinationResult[]> {
  const { plan, emit } = work;
  const landed = await Promise.all(
    plan.destinations.map((destination) => land(request, clients, { plan, destination, emit })),
  );
  const [tagged] = await Promise.all([
    applyAllTags(clients, landed, emit),
    reportDrift(clients.source, { request, plan, emit }),
  ]);
  return tagged.map(({ landed: { scope, manifests: manifestsWritten }, tags, record }) => ({
    plan: scope.destination,
    counts: scope.counts,
    changed: tags.some(isChange),
    ...{ tags, manifestsWritten, record },
  }));
}
