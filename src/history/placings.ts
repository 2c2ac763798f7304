import type { Digest } from '../oci/digest.ts';
import { placedAt } from '../policy/placed-at.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { validRollbacks } from '../policy/valid-rollbacks.ts';
import type { TagGiver } from '../policy/verify-name.ts';
import type { VerifiedPromotion, VerifyPromotionOptions } from '../policy/verify-promotion.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { Placing } from './stack.ts';

/** A placement by a moving tag, and the record that proves it. */
export interface RecordedPlacing extends Placing {
  readonly record: TagGiver;
}

/** What the records of an image prove of it in one repository of an environment. */
export interface ProvenPlacings {
  /** The newest first. */
  readonly promotions: readonly VerifiedPromotion[];
  readonly placings: readonly RecordedPlacing[];
  /** Why other records do not count: clauses. */
  readonly rejections: readonly string[];
}

/**
 * Finds the placements of an image by a moving tag. Without a promotion by right there is none: a rollback alone proves
 * only that somebody put it there.
 */
export function findPlacings(
  records: readonly StoredRecord[],
  marker: string,
  options: VerifyPromotionOptions,
): ProvenPlacings {
  const { promotions, rejections } = validPromotions(records, options);
  const { rollbacks, rejections: others } = validRollbacks(records, options);
  const toPlacing =
    (kind: Placing['kind']) =>
    (record: TagGiver): RecordedPlacing => {
      const { predicate } = record;
      const from: Digest | undefined = predicate.destination.replaced.get(marker);
      return { kind, to: options.digest, from, time: placedAt(record).getTime(), record };
    };
  const placings =
    promotions.length === 0 ? [] : [...promotions.map(toPlacing('promote')), ...rollbacks.map(toPlacing('rollback'))];
  return { promotions, placings, rejections: [...rejections, ...others] };
}
