import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { formatRepository } from '../../oci/repository.ts';
import { findRecord } from '../../provenance/record.ts';
import { isChange } from '../../tags/tag-plan.ts';
import type { DestinationPlan, PromotionPlan } from '../promotion-plan.ts';

/** The record that a job of a plan left, and whether it names the tags that the image gets. */
export interface PlanRecord {
  readonly digest: Digest;
  readonly namesTags: boolean;
}

/**
 * Finds among the referrers of an image in its destination the record of this very plan.
 *
 * All jobs of a plan have one instant, and their records have it too: one of last week does not stand for this
 * promotion. Only where no tag changes nothing new is to be recorded, and an older one will do.
 */
export function findPlanRecord(
  referrers: readonly Descriptor[],
  { plan, destination, at }: { readonly plan: PromotionPlan; readonly destination: DestinationPlan; readonly at: Date },
): PlanRecord | undefined {
  const { tags } = destination.tags;
  const { repository, tag } = plan.source;
  const from = formatRepository(repository) + (tag === undefined ? '' : `:${tag}`);
  const key = {
    from,
    to: formatRepository(destination.repository),
    tags: tags.filter(({ action }) => action !== 'skip').map((each) => each.tag),
  };
  const created = at.toISOString();
  const own = tags.some(isChange)
    ? referrers.filter(({ annotations }) => annotations.get('org.opencontainers.image.created') === created)
    : referrers;
  const exact = findRecord(own, key);
  if (exact !== undefined) return { digest: exact, namesTags: true };
  const other = findRecord(own, { ...key, tags: [] });
  return other === undefined ? undefined : { digest: other, namesTags: false };
}
