import type { Requirements } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { NO_NOTES, noteRecord, type RecordNotes } from './record-notes.ts';
import { evaluateRequirements, type Fault, joinClauses, type NextStep } from './requirements.ts';
import { explainMissing, presentPlacement, validPromotions } from './valid-promotions.ts';
import type { VerifiedPromotion, VerifyPromotionOptions } from './verify-promotion.ts';
import { explainRejection } from './verify-record.ts';

/** What a record is needed for: the next environment's requirements, and the promotion into it. */
export interface RecordNeed {
  readonly requires: Requirements;
  readonly next: NextStep;
  /** What else the record must do, such as give the image its name: what is wrong with it, if anything. */
  readonly accepts?: ((promotion: VerifiedPromotion) => Fault | undefined) | undefined;
}

/** Whether a promotion came before the step after it. Two runners' clocks may differ. */
function evaluateOrder(
  { predicate, signature, environment }: VerifiedPromotion,
  { time, signedAt }: NextStep,
): Fault | undefined {
  const remedy = `promote it to ${environment.name} first, and from there`;
  if (predicate.time.getTime() > time.getTime() + CLOCK_SKEW) {
    return { reason: 'it claims a later time than the promotion that came after it', remedy };
  }
  // Signers can backdate what they claim, but not what was witnessed: no stage is made up for afterwards.
  const latest = (signedAt ?? time).getTime() + CLOCK_SKEW;
  if ((signature?.signedAt?.getTime() ?? 0) <= latest) return undefined;
  return { reason: 'it was signed later than the promotion that came after it', remedy };
}

/** Records that were verified by these options. */
export type VerifiedRecords = ReturnType<typeof verifyRecords>;

/** Verifies records, once for all steps that may need them. */
export function verifyRecords(records: readonly StoredRecord[], options: VerifyPromotionOptions) {
  const { pipeline, now } = options;
  const valid = validPromotions(records, options);
  const { promotions } = valid;
  const notes = new Map(promotions.map((each) => [each, noteRecord(each, { pipeline, promotions, now })] as const));
  return { records, options, valid, notes };
}

/** The records that were picked; if there are none, the fault says why. */
interface PickedPromotions extends Fault {
  /** The newest first. */
  readonly promotions: readonly VerifiedPromotion[];
  readonly notes: ReadonlyMap<VerifiedPromotion, RecordNotes>;
  /** Whether there are records that are valid, and only lack something. */
  readonly isUnfit: boolean;
}

/** Joins what is wrong with the name and what else a record lacks, so that nobody is told one of them at a time. */
function joinFaults(faults: readonly (Fault | undefined)[]): Fault | undefined {
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length === 0) return undefined;
  return {
    reason: joinClauses(found.map(({ reason }) => reason)),
    remedy: joinClauses(found.map(({ remedy }) => remedy)),
  };
}

/**
 * Picks among verified records those that prove that an image is where it is by right, and may go on. Each that does not
 * is explained with all that it lacks.
 */
export function pickPromotions(
  { records, options, valid: { promotions, rejections }, notes: allNotes }: VerifiedRecords,
  { requires, next, accepts }: RecordNeed,
): PickedPromotions {
  const since = presentPlacement(promotions.filter((each) => evaluateOrder(each, next) === undefined));
  const evaluated = promotions.map((promotion) => {
    const notes = allNotes.get(promotion) ?? NO_NOTES;
    const evaluate = () =>
      joinFaults([
        accepts?.(promotion),
        evaluateRequirements(promotion, { requires, notes, next: { ...next, since } }),
      ]);
    return { promotion, notes, fault: evaluateOrder(promotion, next) ?? evaluate() };
  });
  const unfit = evaluated.flatMap(({ promotion, fault }) => (fault === undefined ? [] : [{ promotion, fault }]));
  const faults = unfit.map(({ promotion, fault }) => explainRejection(promotion.stored, fault.reason));
  const picked = evaluated.filter(({ fault }) => fault === undefined);
  return {
    promotions: picked.map(({ promotion }) => promotion),
    notes: new Map(picked.map(({ promotion, notes }) => [promotion, notes])),
    isUnfit: unfit.length > 0,
    reason: explainMissing(options, [...faults, ...rejections], records),
    remedy: unfit[0]?.fault.remedy ?? `promote it to ${options.environment.name} with Sealift first`,
  };
}
