import type { RunFacts } from '../attestation/predicates/promotion.ts';
import type { Environment, Requirements } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { formatDuration } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { explainMissing, presentPlacement, type ValidPromotions, validPromotions } from './valid-promotions.ts';
import { CLOCK_SKEW, enteredAt, type VerifiedPromotion, type VerifyPromotionOptions } from './verify-promotion.ts';
import { explainRejection } from './verify-record.ts';

/** The promotion that a record is to allow. */
export interface NextStep {
  readonly time: Date;
  /** When its own record was signed, as a witness says; undefined if no witness does, or it is not made yet. */
  readonly signedAt?: Date | undefined;
  /** The login of who promotes the image on; undefined if unknown. */
  readonly actor: string | undefined;
  /** The promotion since which the image is where it is, if that is another one. */
  readonly since?: VerifiedPromotion | undefined;
}

/** What a requirement lacks, and what helps: two clauses. */
export interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

/** How the address of a run ends that was started again. */
const STARTED_AGAIN = /\/attempts\/(?!1$)[0-9]+$/;

/**
 * Returns the login of who started a run; undefined if unknown.
 *
 * The token of a run that was started again names who started it first; the runner's variables, which are a claim, also
 * name who did it again.
 */
export function starterOf({ actor, invocationId = '', isFromToken }: RunFacts): string | undefined {
  if (!STARTED_AGAIN.test(invocationId)) return actor?.login;
  return isFromToken === true ? undefined : actor?.triggeringLogin;
}

/** Whether an image is promoted on by another person than brought it there. */
function evaluateActors({ predicate, environment }: VerifiedPromotion, { actor }: NextStep): Fault | undefined {
  const before = starterOf(predicate.run);
  if (before === undefined || actor === undefined) {
    const what = before === undefined ? `promoted it to ${environment.name}` : 'promotes it on';
    return {
      reason: `it is unknown who ${what}, and a different person is required`,
      remedy: 'start a new run in place of one that is started again',
    };
  }
  // GitHub's logins differ in more than capitals.
  if (before.toLowerCase() !== actor.toLowerCase()) return undefined;
  return {
    reason: `${safeText(actor, 50)} promoted it there too, and somebody else must promote it on`,
    remedy: 'have somebody else start a run',
  };
}

/**
 * Lists who approved the promotion: of the approvals of its run those for the environment of GitHub that the pipeline file
 * names, and not the actor's own.
 */
function approversOf({ predicate, environment: { gitHubEnvironment } }: VerifiedPromotion): ReadonlySet<string> {
  const actor = predicate.run.actor?.login.toLowerCase();
  const given = (predicate.approvals ?? []).filter(
    ({ state, environments }) =>
      state === 'approved' && (gitHubEnvironment === undefined || environments.includes(gitHubEnvironment)),
  );
  return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor));
}

/**
 * Evaluates whether the record of the previous environment meets what the pipeline file requires.
 *
 * @param promotion how the image came into the environment that it leaves now.
 * @returns what is missing; undefined if nothing is.
 */
export function evaluateRequirements(
  requires: Requirements,
  promotion: VerifiedPromotion,
  next: NextStep,
): Fault | undefined {
  const { name } = promotion.environment;
  const again = `promote it to ${name} again`;
  if (requires.signed && promotion.signature === undefined) {
    return { reason: `the record of ${name} is not signed`, remedy: `${again}, with a signed record` };
  }
  const since = Math.max(enteredAt(promotion), next.since === undefined ? 0 : enteredAt(next.since));
  const age = next.time.getTime() - since;
  // Witnesses' clocks are not the runner's: without a required age it may be a second in the future.
  if (requires.age > 0 && age < requires.age) {
    return {
      reason: `it has been in ${name} for ${formatDuration(Math.max(age, 0))}, and ${formatDuration(requires.age)} are required`,
      remedy: `wait for ${formatDuration(requires.age - Math.max(age, 0))}`,
    };
  }
  const approved = approversOf(promotion).size;
  if (approved < requires.approvals) {
    return {
      reason: `its record names ${approved} of ${requires.approvals} required approvals by others`,
      remedy: `${again}, in a run that is approved`,
    };
  }
  return requires.anotherActor ? evaluateActors(promotion, next) : undefined;
}

/** Whether anything is required of the record of the previous environment. */
export function requiresRecord({ signed, approvals, age, anotherActor }: Requirements): boolean {
  return signed || approvals > 0 || age > 0 || anotherActor;
}

/** Explains why the requirements of an environment cannot be met by one in which images are built. */
export function unmetByOrigin({ name }: Pick<Environment, 'name'>): string {
  return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}

/** What a record is needed for: the next environment's requirements, and the promotion into it. */
export interface RecordNeed {
  readonly requires: Requirements;
  readonly next: NextStep;
  /** What else the record must do, such as give the image its name: what is wrong with it, if anything. */
  readonly accepts?: ((promotion: VerifiedPromotion) => Fault | undefined) | undefined;
}

/** The promotions that allow the next step, the newest first, and otherwise why there is none, as a clause. */
interface SufficientPromotions {
  readonly promotions: readonly VerifiedPromotion[];
  readonly reason: string;
  readonly remedy: string;
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

/** Records, and which of them are valid by these options. */
export interface VerifiedRecords {
  readonly records: readonly StoredRecord[];
  readonly options: VerifyPromotionOptions;
  readonly valid: ValidPromotions;
}

/** Verifies records, once for all steps that may need them. */
export function verifyRecords(records: readonly StoredRecord[], options: VerifyPromotionOptions): VerifiedRecords {
  return { records, options, valid: validPromotions(records, options) };
}

/** Picks among verified records those that prove that an image is where it is by right, and may go on. */
export function pickPromotions(
  { records, options, valid: { promotions, rejections } }: VerifiedRecords,
  { requires, next, accepts }: RecordNeed,
): SufficientPromotions {
  const since = presentPlacement(promotions.filter((each) => evaluateOrder(each, next) === undefined));
  const evaluated = promotions.map((promotion) => ({
    promotion,
    fault:
      evaluateOrder(promotion, next) ??
      accepts?.(promotion) ??
      evaluateRequirements(requires, promotion, { ...next, since }),
  }));
  const unfit = evaluated.flatMap(({ promotion, fault }) => (fault === undefined ? [] : [{ promotion, fault }]));
  const faults = unfit.map(({ promotion, fault }) => explainRejection(promotion.stored, fault.reason));
  return {
    promotions: evaluated.flatMap(({ promotion, fault }) => (fault === undefined ? [promotion] : [])),
    reason: explainMissing(options, [...faults, ...rejections], records),
    remedy: unfit[0]?.fault.remedy ?? `promote it to ${options.environment.name} with Sealift first`,
  };
}
