import { PROMOTION } from '../attestation/predicates/promotion.ts';
import type { Signature } from '../attestation/verify/verifier.ts';
import { shortDigest } from '../oci/digest.ts';
import { decodeUnverifiedPredicate, type StoredRecord, statementDigest } from '../records/stored-record.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
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

/** Finds which records prove that an image has entered an environment. */
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

/** Whether a hotfix gave the image nothing that an earlier promotion had not: no tag, and none that another image got. */
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
 * Orders the promotions of one image into one environment: the newest first, and hotfixes that gave it nothing last.
 *
 * If several would do, the first is shown. A hotfix of an image that was there already did not bring it. The regular
 * route is shown even if a hotfix came first, because it makes up for that.
 */
export function orderPromotions(promotions: readonly VerifiedPromotion[]): readonly VerifiedPromotion[] {
  const newest = promotions.toSorted((left, right) => right.predicate.time.getTime() - left.predicate.time.getTime());
  const redundant = new Set(newest.filter((promotion) => isRedundantHotfix(promotion, newest)));
  return [...newest.filter((promotion) => !redundant.has(promotion)), ...redundant];
}

/** Shortens clauses that nobody reads to their end: each is shown once, and what is too much is counted. */
export function limitRejections(rejections: readonly string[]): readonly string[] {
  const distinct = [...new Set(rejections)];
  const more = distinct.length - MAX_SHOWN;
  return more > 0 ? [...distinct.slice(0, MAX_SHOWN), `${more} more`] : distinct;
}

/** Joins why there is no proof into one clause. */
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
  const found = others.size === 0 ? 'it has none' : `its records are only of ${formatList(names)}`;
  return `no record says that ${image} (${shortDigest(digest)}) was promoted to ${environment.name}: ${found}`;
}

/**
 * Finds the promotion since which an image has been in an environment without a break.
 *
 * An image that another one replaced and that came back is new there: its record then says that a tag which the image
 * had before pointed at another image. Until then, further records of it, with more tags or after a re-run, change
 * nothing.
 *
 * @param promotions the valid ones of one image into one repository.
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

/** How the address of a run ends that names its attempt. */
const ATTEMPT = /\/attempts\/[0-9]+$/;

function isSameSigner(left: Signature | undefined, right: Signature | undefined): boolean {
  if (left?.by.kind === 'certificate' && right?.by.kind === 'certificate') {
    const [one, other] = [left.by.claims, right.by.claims];
    return (
      one.identity === other.identity && one.issuer === other.issuer && one.sourceRepository === other.sourceRepository
    );
  }
  if (left?.by.kind === 'key' && right?.by.kind === 'key') return left.by.name === right.by.name;
  return left === undefined && right === undefined;
}

/** Whether two records were made by one run, of one promotion: a later attempt may go on with the jobs of a plan. */
function isSamePromotion(one: VerifiedPromotion, other: VerifiedPromotion): boolean {
  const [left, right] = [one.predicate, other.predicate];
  const [run, otherRun] = [left, right].map(({ run: { invocationId } }) => invocationId?.replace(ATTEMPT, ''));
  return (
    one.stored.form === other.stored.form &&
    isSameSigner(one.signature, other.signature) &&
    left.destination.uri === right.destination.uri &&
    left.time.getTime() === right.time.getTime() &&
    run === otherRun
  );
}

/**
 * Finds among the valid records of one image those that were corrected by the run that made them.
 *
 * A run records its tags before it writes them, so that no tag points at an image without a record. If they come out
 * otherwise, it writes another record that names the first. Only the same run can do so, by the same signer: otherwise
 * anybody who may push could take every record away.
 */
function findCorrected(promotions: readonly VerifiedPromotion[]): ReadonlySet<VerifiedPromotion> {
  const corrections = promotions.filter(({ predicate: { corrects = [] } }) => corrects.length > 0);
  if (corrections.length === 0) return new Set();
  return new Set(
    promotions.filter((promotion) => {
      const digest = statementDigest(promotion.stored);
      return corrections.some(
        (correction) =>
          correction !== promotion &&
          correction.predicate.corrects?.includes(digest) === true &&
          isSamePromotion(correction, promotion),
      );
    }),
  );
}
