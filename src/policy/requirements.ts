import type { RunFacts } from '../attestation/predicates/promotion.ts';
import type { Environment, Requirements } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { formatDuration } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import {
  CLOCK_SKEW,
  enteredAt,
  explainMissing,
  presentPlacement,
  refusalOf,
  type ValidRecords,
  type VerifiedRecord,
  type VerifyRecordOptions,
  validRecords,
} from './verify-record.ts';

/** The promotion that an entry is to allow. */
export interface NextStep {
  readonly time: Date;
  /** When its own record was signed, as somebody witnessed; undefined if nobody did, or it is not made yet. */
  readonly signedAt?: Date | undefined;
  /** The login of who promotes it on; undefined if nobody says. */
  readonly actor: string | undefined;
  /** The entry that the image's present stay began with, where that is known to be another one. */
  readonly stay?: VerifiedRecord | undefined;
}

/** What a requirement lacks, and what helps: two clauses. */
export interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

/** How the address of a run ends that was started again. */
const STARTED_AGAIN = /\/attempts\/(?!1$)[0-9]+$/;

/**
 * Tells who started a run: the login, or undefined if nobody says.
 *
 * The token of a run that was started again names who started it first; the runner's variables, which are a claim, also
 * name who did it again.
 */
export function starterOf({ actor, invocationId = '', isFromToken }: RunFacts): string | undefined {
  if (!STARTED_AGAIN.test(invocationId)) return actor?.login;
  return isFromToken === true ? undefined : actor?.triggeringLogin;
}

/** Says whether somebody else promotes an image on than brought it there. */
function evaluateActors({ claims, environment }: VerifiedRecord, { actor }: NextStep): Fault | undefined {
  const before = starterOf(claims.run);
  if (before === undefined || actor === undefined) {
    const what = before === undefined ? `promoted it to ${environment}` : 'promotes it on';
    return {
      reason: `nobody can say who ${what}, and somebody else must do the one than the other`,
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
 * Lists who let the promotion pass: of the approvals of its run those for the environment of GitHub that the pipeline file
 * names, and not the actor's own.
 */
function approversOf({ claims, gitHubEnvironment }: VerifiedRecord): ReadonlySet<string> {
  const actor = claims.run.actor?.login.toLowerCase();
  const given = (claims.approvals ?? []).filter(
    ({ state, environments }) =>
      state === 'approved' && (gitHubEnvironment === undefined || environments.includes(gitHubEnvironment)),
  );
  return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor));
}

/**
 * Judges whether the record of the environment before says what the pipeline file asks for.
 *
 * @param entry how the image came into the environment that it leaves now.
 * @returns what is missing; undefined if nothing is.
 */
export function evaluateRequirements(requires: Requirements, entry: VerifiedRecord, next: NextStep): Fault | undefined {
  const { signature, environment } = entry;
  const again = `promote it to ${environment} again`;
  if (requires.signed && signature === undefined) {
    return { reason: `the record of ${environment} is not signed`, remedy: `${again}, with a record that is` };
  }
  const since = Math.max(enteredAt(entry), next.stay === undefined ? 0 : enteredAt(next.stay));
  const age = next.time.getTime() - since;
  // Witnesses' clocks are not the runner's: without a required age it may be a second in the future.
  if (requires.age > 0 && age < requires.age) {
    return {
      reason: `it has been in ${environment} for ${formatDuration(Math.max(age, 0))}, and ${formatDuration(requires.age)} are required`,
      remedy: `wait for ${formatDuration(requires.age - Math.max(age, 0))}`,
    };
  }
  const approved = approversOf(entry).size;
  if (approved < requires.approvals) {
    return {
      reason: `its record names ${approved} of ${requires.approvals} required approvals by others`,
      remedy: `${again}, in a run that is approved`,
    };
  }
  return requires.anotherActor ? evaluateActors(entry, next) : undefined;
}

/** Whether anything is asked of the record of the environment before. */
export function requiresRecord({ signed, approvals, age, anotherActor }: Requirements): boolean {
  return signed || approvals > 0 || age > 0 || anotherActor;
}

/** Says why the requirements of an environment cannot be met by one where images are built. */
export function unmetByOrigin({ name }: Pick<Environment, 'name'>): string {
  return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}

/** What an entry is needed for: the next environment's requirements, and the promotion into it. */
export interface RecordNeed {
  readonly requires: Requirements;
  readonly next: NextStep;
  /** What else is asked of the entry, such as that it gave the image its name: what is wrong with it, if anything. */
  readonly accepts?: ((entry: VerifiedRecord) => Fault | undefined) | undefined;
}

/** The entries that allow the next step, the newest first, and otherwise why there is none, as a clause. */
interface SufficientRecords {
  readonly entries: readonly VerifiedRecord[];
  readonly reason: string;
  readonly remedy: string;
}

/** Says whether an entry came before the step after it. Two runners' clocks may differ. */
function evaluateOrder(
  { claims, signature, environment }: VerifiedRecord,
  { time, signedAt }: NextStep,
): Fault | undefined {
  const remedy = `promote it to ${environment} first, and from there`;
  if (claims.time.getTime() > time.getTime() + CLOCK_SKEW) {
    return { reason: 'it claims a later time than the promotion that came after it', remedy };
  }
  // Who may sign can date back what it says, but not what was witnessed: no stage is made up for afterwards.
  const latest = (signedAt ?? time).getTime() + CLOCK_SKEW;
  if ((signature?.signedAt?.getTime() ?? 0) <= latest) return undefined;
  return { reason: 'it was signed later than the promotion that came after it', remedy };
}

/** Records that were sorted out, and what they were asked. */
export interface SortedRecords {
  readonly records: readonly StoredRecord[];
  readonly question: VerifyRecordOptions;
  readonly valid: ValidRecords;
}

/** Picks among valid entries those that allow the next step. */
export function pickRecords(
  { records, question, valid: { entries, rejections } }: SortedRecords,
  { requires, next, accepts }: RecordNeed,
): SufficientRecords {
  const earlier = entries.filter((entry) => evaluateOrder(entry, next) === undefined);
  const stay = presentPlacement(earlier);
  const judged = entries.map((entry) => ({
    entry,
    fault: evaluateOrder(entry, next) ?? accepts?.(entry) ?? evaluateRequirements(requires, entry, { ...next, stay }),
  }));
  const faults = judged.flatMap(({ entry, fault }) =>
    fault === undefined ? [] : [refusalOf(entry.record, fault.reason)],
  );
  const first = judged.find(({ fault }) => fault !== undefined)?.fault;
  return {
    entries: judged.flatMap(({ entry, fault }) => (fault === undefined ? [entry] : [])),
    reason: explainMissing(question, { rejections: [...faults, ...rejections], records }),
    remedy: first?.remedy ?? `promote it to ${question.environment.name} by Sealift first`,
  };
}

/** Finds among records those that prove that an image is where it is by right, and may go on. */
export function findRecords(
  records: readonly StoredRecord[],
  question: VerifyRecordOptions,
  need: RecordNeed,
): SufficientRecords {
  return pickRecords({ records, question, valid: validRecords(records, question) }, need);
}
