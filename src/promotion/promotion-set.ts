import { PolicyError } from '../errors.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { PromotionPlan } from './promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from './request.ts';

/** One image of a set, ready to be promoted. */
export interface SetItem {
  readonly request: PromotionRequest;
  readonly clients: PromotionClients;
  readonly plan: PromotionPlan;
}

/** What an image wants of tags, as far as others may want the same. */
export interface TagWishes {
  readonly source: Pick<PromotionPlan['source'], 'reference'>;
  readonly image: Pick<PromotionPlan['image'], 'digest'>;
  readonly destinations: readonly {
    readonly repository: Repository;
    readonly tags: { readonly tags: readonly Pick<PlannedTag, 'tag' | 'action'>[] };
  }[];
}

/**
 * Requires that no two images of a set want the same tag for different digests.
 *
 * One of them would win by chance, and the other's record would tell a lie.
 *
 * @throws {PolicyError} that names the tag and both images.
 */
export function requireNoOverlap(plans: readonly TagWishes[]): void {
  const wanted = new Map<string, TagWishes>();
  for (const plan of plans) {
    for (const { repository, tags } of plan.destinations) {
      for (const { tag, action } of tags.tags) {
        if (action === 'skip') continue;
        const name = `${formatRepository(repository)}:${tag}`;
        const other = wanted.get(name);
        if (other !== undefined && other.image.digest !== plan.image.digest) {
          throw new PolicyError(
            `Cannot promote as one set: ${name} would be both ${other.source.reference} (${shortDigest(other.image.digest)}) and ${plan.source.reference} (${shortDigest(plan.image.digest)}); give them different repositories by "{image}" in "to", or different tags`,
          );
        }
        wanted.set(name, plan);
      }
    }
  }
}
