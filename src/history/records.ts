import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { tryParse } from '../oci/json.ts';
import { parseTag } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { noteRecord } from '../policy/record-notes.ts';
import { limitRejections, orderPromotions, type ValidPromotions, validPromotions } from '../policy/valid-promotions.ts';
import { type VerifiedRollback, validRollbacks } from '../policy/valid-rollbacks.ts';
import { type CompetingPromotion, type TagGiver, verifyName } from '../policy/verify-name.ts';
import { enteredAt, type VerifiedPromotion, type VerifyPromotionOptions } from '../policy/verify-promotion.ts';
import { payloadOf, type StoredRecord } from '../records/stored-record.ts';
import type { Placement, PlacementRecord, UnexplainedTag } from './image-history.ts';

/** The tag that marks what runs where an environment has none of its own. */
export const USUAL_MARKER = parseTag('latest');

/** What verifies signatures, or a clause that says why they cannot be verified. */
export type TrustState = { readonly verify: BundleVerifier } | { readonly reason: string };

interface PlacementOptions extends Omit<VerifyPromotionOptions, 'verify'> {
  readonly trust: TrustState;
}

/** For what cannot be verified, or is not to be. */
export const REJECT_ALL: BundleVerifier = () => ({ kind: 'rejected', reason: 'signatures are not verified' });

/** The bare statement in a bundle proves as much as one that is not signed. */
function unwrap(record: StoredRecord): readonly StoredRecord[] {
  const bytes = tryParse(() => payloadOf(record));
  return bytes === undefined ? [] : [{ ...record, form: 'statement', bytes }];
}

/** `unverified` says why signatures were not verified. */
interface VerifiedGroup extends ValidPromotions {
  readonly rollbacks: readonly VerifiedRollback[];
  readonly unverified: string | undefined;
}

/** Verifies records; of those whose signatures cannot be verified, all but the signature. */
function verifyAll(records: readonly StoredRecord[], options: PlacementOptions): readonly VerifiedGroup[] {
  const { environment, trust } = options;
  const verify = 'verify' in trust ? trust.verify : REJECT_ALL;
  const without = 'reason' in trust ? trust.reason : undefined;
  const unverified = environment.signers.length === 0 ? 'no signers in the file' : without;
  const isVerifiable = ({ form }: StoredRecord) => unverified === undefined || form === 'statement';
  const anySigner = { ...environment, record: 'auto' as const, signers: [] };
  const others = records.filter((record) => !isVerifiable(record)).flatMap(unwrap);
  const group = (some: readonly StoredRecord[], verifying: VerifyPromotionOptions) => {
    const { promotions, rejections } = validPromotions(some, verifying);
    const { rollbacks, rejections: more } = validRollbacks(some, verifying);
    return { promotions, rollbacks, rejections: [...rejections, ...more] };
  };
  return [
    { ...group(records.filter(isVerifiable), { ...options, verify }), unverified: undefined },
    { ...group(others, { ...options, environment: anySigner, verify: REJECT_ALL }), unverified },
  ];
}

/** Whether any of the records needs a verifier of signatures. */
export function needsVerifier(records: readonly StoredRecord[], { signers }: PlacementOptions['environment']): boolean {
  return signers.length > 0 && records.some(({ form }) => form === 'bundle');
}

/** Lists the promotions and rollbacks that the records of an image prove, even if no signature can be verified. */
export function promotionsOf(records: readonly StoredRecord[], options: PlacementOptions): readonly TagGiver[] {
  return verifyAll(records, options).flatMap(({ promotions, rollbacks }) => [...promotions, ...rollbacks]);
}

/** Whether it brought the image back, and not only a tag such as `1.3` to the next of its line. */
function isReturn({ predicate: { target, destination } }: VerifiedRollback, { tag = USUAL_MARKER }: Environment) {
  return target.evidence.length > 0 || destination.tags.includes(tag);
}

function newestReturn(
  rollbacks: readonly VerifiedRollback[],
  { predicate }: VerifiedPromotion,
  environment: Environment,
): VerifiedRollback | undefined {
  const [newest] = rollbacks
    .filter((each) => isReturn(each, environment))
    .toSorted((left, right) => enteredAt(right) - enteredAt(left));
  return newest !== undefined && newest.predicate.time > predicate.time ? newest : undefined;
}

/**
 * Finds what the records of an image prove of its promotion into a repository of an environment. Those that promotions
 * copied from the environment's other repositories prove nothing, and are not mentioned if this one has its own.
 */
export function verifyPlacement(records: readonly StoredRecord[], options: PlacementOptions): PlacementRecord {
  const groups = verifyAll(records, options);
  const promotions = orderPromotions(groups.flatMap((each) => each.promotions));
  const [newest, ...earlier] = promotions;
  if (newest !== undefined) {
    const unverified = groups.find((each) => each.promotions.includes(newest))?.unverified;
    const notes = noteRecord(newest, { pipeline: options.pipeline, promotions, now: options.now });
    const all = verifyAll(records, { ...options, uri: undefined }).flatMap(({ rejections }) => rejections);
    const rejections = limitRejections(all);
    const returned = groups.flatMap((each) => each.rollbacks);
    const rollback = newestReturn(returned, newest, options.environment);
    const found = {
      kind: 'recorded',
      promotion: newest,
      unverified,
      notes,
      earlier: earlier.length,
      rejections,
    } as const;
    return rollback === undefined ? found : { ...found, rollback };
  }
  // An image from outside of the pipeline has a record here that proves no route, and needs none.
  if (options.environment.from.length === 0) return { kind: 'built' };
  const rejections = limitRejections(groups.flatMap((each) => each.rejections));
  return rejections.length > 0 ? { kind: 'rejected', rejections } : { kind: 'none' };
}

/**
 * Finds the tags of an image that no record explains: somebody may have put them there by hand.
 *
 * @param promotions those of all known images of the repository, into each environment that has it.
 */
export function findUnexplained(
  { digest, tags }: Pick<Placement, 'digest' | 'tags'>,
  promotions: readonly CompetingPromotion[],
): readonly UnexplainedTag[] {
  const own = promotions
    .filter((each) => each.digest === digest)
    .toSorted((left, right) => enteredAt(right.promotion) - enteredAt(left.promotion));
  const competitors = promotions.filter((each) => each.digest !== digest);
  return tags.flatMap((tag) => {
    const faults = own.map(({ promotion }) => verifyName(promotion, { tag, digest, competitors }));
    if (faults.some((fault) => fault === undefined)) return [];
    return [{ tag, reason: faults[0]?.reason ?? 'no record of this image counts' }];
  });
}
