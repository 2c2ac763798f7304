import { findRecords } from '../attestation/find-record.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { RecordScope } from '../promotion/record.ts';
import { recordFormOf } from '../promotion/request.ts';
import { isChange } from '../tags/planned-tag.ts';

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
  { plan, destination, request }: Omit<RecordScope, 'counts'>,
): PlanRecord | undefined {
  const { tags } = destination.tags;
  const { repository, tag } = plan.source;
  const from = formatRepository(repository) + (tag === undefined ? '' : `:${tag}`);
  const key = {
    from,
    to: formatRepository(destination.repository),
    tags: tags.filter(({ action }) => action !== 'skip').map((each) => each.tag),
    isSigned: recordFormOf(request, destination.repository) === 'signed',
  };
  const created = request.now.toISOString();
  const own = tags.some(isChange)
    ? referrers.filter(({ annotations }) => annotations.get('org.opencontainers.image.created') === created)
    : referrers;
  const [exact] = findRecords(own, key);
  if (exact !== undefined) return { digest: exact.digest, namesTags: true };
  const [other] = findRecords(own, { ...key, tags: [] });
  return other === undefined ? undefined : { digest: other.digest, namesTags: false };
}
