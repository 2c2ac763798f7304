import type { Descriptor } from '../oci/descriptor.ts';
import { PREDICATE_TYPE, PROMOTION_ANNOTATION, SIGSTORE_BUNDLE } from './artifact.ts';
import { PROMOTION_PREDICATE } from './predicates/promotion.ts';

/** What makes two records say the same: a run that is repeated writes none again. */
export interface RecordKey {
  readonly from: string;
  readonly to: string;
  readonly tags: readonly string[];
  /** Whether only a signed one counts. */
  readonly isSigned?: boolean;
}

/**
 * Finds among referrers the records of the same promotion, the newest first: same source, same destination, at least
 * these tags.
 *
 * A record that its own run corrected afterwards is none of them. A list is written by anybody, and may name what is
 * gone: a record counts only by its own manifest.
 */
export function findRecords(referrers: readonly Descriptor[], key: RecordKey): readonly Descriptor[] {
  const corrects = `${PROMOTION_ANNOTATION}corrects`;
  const corrected = new Set(referrers.flatMap(({ annotations }) => annotations.get(corrects)?.split(' ') ?? []));
  const matches = referrers.filter(({ annotations, artifactType, digest }) => {
    if (corrected.has(digest)) return false;
    if (key.isSigned === true && artifactType !== SIGSTORE_BUNDLE) return false;
    const tags = new Set((annotations.get(`${PROMOTION_ANNOTATION}tags`) ?? '').split(' '));
    return (
      annotations.get(PREDICATE_TYPE) === PROMOTION_PREDICATE &&
      annotations.get(`${PROMOTION_ANNOTATION}from`) === key.from &&
      annotations.get(`${PROMOTION_ANNOTATION}to`) === key.to &&
      key.tags.every((tag) => tags.has(tag))
    );
  });
  const created = (descriptor: Descriptor): string =>
    descriptor.annotations.get('org.opencontainers.image.created') ?? '';
  return matches.sort((left, right) => (created(left) < created(right) ? 1 : -1));
}
