import { PROMOTION } from '../attestation/predicates/promotion.ts';
import { shortDigest } from '../oci/digest.ts';
import { decodeUnverifiedPredicate, type StoredRecord } from '../records/stored-record.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { findCorrected } from './corrections.ts';
import { enteredAt, type VerifiedPromotion, type VerifyPromotionOptions, verifyPromotion } from './verify-promotion.ts';
import { explainRejection } from './verify-record.ts';

/** Rejections beyond these are only counted. */
const MAX_SHOWN = 3;

/** What to do if a digest has no record, because records are attached only to the whole image. */
export const USE_WHOLE_IMAGE =
  'use the digest of the whole image if this is that of one platform, as only the whole image has records';

/** The records that prove that an image has entered an environment, in the order of `orderPromotions`. */
export interface ValidPromotions {
  readonly promotions: readonly VerifiedPromotion[];
  /** Why other records do not count: clauses, such as "the record sha256:… does not count: it is not signed". */
  readonly rejections: readonly string[];
}

/** Finds the records that prove that an image has entered an environment, and why the others do not. */
export function validPromotions(records: readonly StoredRecord[], options: VerifyPromotionOptions): ValidPromotions {
  const verdicts = records.map((stored) => ({ stored, ...verifyPromotion(stored, options) }));
  const valid = verdicts.flatMap((verdict) => (verdict.kind === 'valid' ? [verdict.record] : []));
  const corrected = findCorrected(valid);
  return {
    promotions: orderPromotions(valid.filter((promotion) => !corrected.has(promotion))),
    rejections: [
      ...[...corrected].map(({ stored }) => explainRejection(stored, 'the run that made it corrected it afterwards')),
      ...verdicts.flatMap((verdict) =>
        verdict.kind === 'rejected' ? [explainRejection(verdict.stored, verdict.reason)] : [],
      ),
    ],
  };
}

/** Whether a hotfix gave the image nothing that an earlier promotion had not: no tag, and none of another image. */
function isRedundantHotfix(
  { predicate: { time, route, destination } }: VerifiedPromotion,
  promotions: readonly VerifiedPromotion[],
): boolean {
  if (route?.kind !== 'hotfix' || destination.replaced.size > 0) return false;
  return promotions.some(({ predicate: earlier }) => {
    const tags = new Set(earlier.destination.tags);
    return earlier.time.getTime() < time.getTime() && destination.tags.every((tag) => tags.has(tag));
  });
}

/**
 * Orders the promotions of one image into one environment: the newest first, as that is what is shown, and last the
 * hotfixes of what was there already. The regular route is shown even after a hotfix, because it makes up for that.
 */
export function orderPromotions(promotions: readonly VerifiedPromotion[]): readonly VerifiedPromotion[] {
  const newest = promotions.toSorted((left, right) => right.predicate.time.getTime() - left.predicate.time.getTime());
  const redundant = new Set(newest.filter((promotion) => isRedundantHotfix(promotion, newest)));
  return [...newest.filter((promotion) => !redundant.has(promotion)), ...redundant];
}

/** Shows each clause once, and counts what is too much. */
export function limitRejections(rejections: readonly string[]): readonly string[] {
  const distinct = [...new Set(rejections)];
  const more = distinct.length - MAX_SHOWN;
  return more > 0 ? [...distinct.slice(0, MAX_SHOWN), `${more} more`] : distinct;
}

/** Says why there is no proof, as a clause. */
export function explainMissing(
  { environment, image, digest }: Pick<VerifyPromotionOptions, 'environment' | 'image' | 'digest'>,
  rejections: readonly string[],
  records: readonly StoredRecord[],
): string {
  if (rejections.length > 0) return formatList(limitRejections(rejections));
  const others = new Set(
    records.flatMap((record) => decodeUnverifiedPredicate(PROMOTION, record)?.destination.environment ?? []),
  );
  // These names are not verified: a record may call its environment anything.
  const names = [...others].slice(0, MAX_SHOWN).map((each) => quote(each));
  const found = others.size === 0 ? '' : `, only for ${formatList(names)}`;
  return `${image} (${shortDigest(digest)}) has no promotion record for ${environment.name}${found}`;
}

/**
 * Finds the promotion since which an image has been in an environment without a break.
 *
 * An image that came back after another one had replaced it is new: its record then says that a tag which it had before
 * pointed at another image. Other records of it, with more tags or after a re-run, change nothing.
 */
export function presentPlacement(promotions: readonly VerifiedPromotion[]): VerifiedPromotion | undefined {
  const ordered = promotions.toSorted((left, right) => enteredAt(left) - enteredAt(right));
  const had = new Set<string>();
  let [since] = ordered;
  for (const promotion of ordered) {
    const { tags, replaced } = promotion.predicate.destination;
    if ([...replaced.keys()].some((tag) => had.has(tag))) since = promotion;
    for (const tag of tags) had.add(tag);
  }
  return since;
}
