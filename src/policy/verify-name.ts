import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { OtherImage } from '../records/other-images.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import type { Fault } from './requirements.ts';
import { validPromotions } from './valid-promotions.ts';
import { type VerifiedRollback, validRollbacks } from './valid-rollbacks.ts';
import { enteredAt, type VerifiedPromotion, type VerifyPromotionOptions } from './verify-promotion.ts';

/** More tags than these are only counted. */
const MAX_SHOWN = 5;

/** How long runs that overlap may take (milliseconds). */
const OVERLAP = 60 * 60 * 1000;

/** A record that gives an image tags: that of a promotion, or of a rollback. */
export type TagGiver = VerifiedPromotion | VerifiedRollback;

/** A promotion of another image of the same repository, or a rollback to it, that gave it a tag by right. */
export interface CompetingPromotion {
  readonly digest: Digest;
  readonly promotion: TagGiver;
}

/** Finds the records that give an image tags: its promotions, and the rollbacks to it. */
export function findTagGivers(records: readonly StoredRecord[], options: VerifyPromotionOptions): readonly TagGiver[] {
  const { promotions } = validPromotions(records, options);
  // An image that was never there by right cannot be gone back to.
  return promotions.length === 0 ? [] : [...promotions, ...validRollbacks(records, options).rollbacks];
}

/**
 * Finds the valid promotions of other images of a repository, into each environment that has it: each gives tags there
 * by right.
 */
export function findCompetingPromotions(
  images: readonly OtherImage[],
  repository: Repository,
  { pipeline, verify, now }: Pick<VerifyPromotionOptions, 'pipeline' | 'verify' | 'now'>,
): readonly CompetingPromotion[] {
  const uri = formatRepository(repository);
  return findEnvironments(pipeline, repository).flatMap(({ environment, image }) =>
    images.flatMap(({ digest, records }) =>
      findTagGivers(records, { pipeline, environment, image, digest, uri, verify, now }).map((promotion) => ({
        digest,
        promotion,
      })),
    ),
  );
}

/** Whether a record of an image proves that it got tags by right, in any environment that has the repository. */
export function provesTags(
  stored: StoredRecord,
  { pipeline, verify, now }: Pick<VerifyPromotionOptions, 'pipeline' | 'verify' | 'now'>,
): boolean {
  const { repository, subject: digest } = stored;
  const uri = formatRepository(repository);
  return findEnvironments(pipeline, repository).some(({ environment, image }) => {
    const options = { pipeline, environment, image, digest, uri, verify, now };
    return (
      validPromotions([stored], options).promotions.length > 0 || validRollbacks([stored], options).rollbacks.length > 0
    );
  });
}

interface VerifyNameOptions {
  readonly tag: string;
  /** The image that has the tag. */
  readonly digest: Digest;
  readonly competitors: readonly CompetingPromotion[];
}

/**
 * Whether a competitor took the tag away after a promotion.
 *
 * Of two runs that overlap, the one whose record says that it took the tag from the other came later, even if it began
 * up to an hour before.
 */
function tookAway(
  { digest, promotion: other }: CompetingPromotion,
  promotion: TagGiver,
  { tag, digest: own }: VerifyNameOptions,
): boolean {
  const { tags, replaced } = other.predicate.destination;
  if (!tags.includes(tag)) return false;
  const isFromOwn = replaced.get(tag) === own;
  const isFromOther = promotion.predicate.destination.replaced.get(tag) === digest;
  const later = enteredAt(other) - enteredAt(promotion);
  if (later === 0) return isFromOwn;
  return later > (isFromOther && !isFromOwn ? OVERLAP : 0);
}

function findOwner(tag: string, competitors: readonly CompetingPromotion[]): CompetingPromotion | undefined {
  return competitors
    .filter(({ promotion }) => promotion.predicate.destination.tags.includes(tag))
    .toSorted((left, right) => enteredAt(right.promotion) - enteredAt(left.promotion))[0];
}

function describeOwner({ digest, promotion }: CompetingPromotion): string {
  const when = `${new Date(enteredAt(promotion)).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${shortDigest(digest)}, since ${when}, by the record ${shortDigest(promotion.stored.digest)}`;
}

/** Says which image has a tag by right, as a fault of another one that has it without any record; undefined if none has. */
export function explainOwner(tag: string, competitors: readonly CompetingPromotion[]): Fault | undefined {
  const owner = findOwner(tag, competitors);
  if (owner === undefined) return undefined;
  return {
    reason: `the tag ${quote(tag)} belongs to ${describeOwner(owner)}`,
    remedy: `use ${shortDigest(owner.digest)} by its digest, or promote the image that is to have the tag`,
  };
}

/**
 * Finds why a promotion of an image does not prove its name, though it may have lost the tag since: a rollback gives it
 * back.
 *
 * @param rollbacks those to the same image.
 */
export function verifyNameSince(
  promotion: TagGiver,
  rollbacks: readonly VerifiedRollback[],
  options: VerifyNameOptions,
): Fault | undefined {
  const fault = verifyName(promotion, options);
  return rollbacks.some((rollback) => verifyName(rollback, options) === undefined) ? undefined : fault;
}

/** Finds why a promotion does not prove a name: its record lacks the tag, or a later one took the tag away. */
export function verifyName(promotion: TagGiver, options: VerifyNameOptions): Fault | undefined {
  const { tag, competitors } = options;
  const owner = findOwner(tag, competitors);
  const remedy =
    owner === undefined
      ? 'promote the image under this name, name it by a tag that its record has, or by its digest'
      : 'promote the image that is to have the tag, or name this one by its digest';
  const { tags } = promotion.predicate.destination;
  if (!tags.includes(tag)) {
    const shown = tags.slice(0, MAX_SHOWN).map((each) => quote(each));
    const more = tags.length > MAX_SHOWN ? [`${tags.length - MAX_SHOWN} more`] : [];
    const given = tags.length === 0 ? 'no tag' : formatList([...shown, ...more]);
    const right = owner === undefined ? '' : `, which belongs to ${describeOwner(owner)}`;
    return { reason: `it gave ${given} and not ${quote(tag)}${right}`, remedy };
  }
  const last = findOwner(
    tag,
    competitors.filter((other) => tookAway(other, promotion, options)),
  );
  if (last === undefined) return undefined;
  return {
    reason: `the tag ${quote(tag)} now belongs to ${describeOwner(last)}`,
    remedy,
  };
}
