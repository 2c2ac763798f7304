import type { RunFacts } from '../attestation/predicates/promotion.ts';
import type { Environment, Requirements } from '../pipeline/pipeline.ts';
import { formatDuration, formatList } from '../util/format.ts';
import { quote, safeText } from '../util/safe-text.ts';
import { describeDebt, isExpired } from './hotfix-debt.ts';
import { gatesToProve } from './proven-gates.ts';
import type { RecordNotes } from './record-notes.ts';
import { enteredAt, type VerifiedPromotion } from './verify-promotion.ts';

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
 * The login of who started a run. If it was started again, the token still names who did so first; only the runner's
 * variables, which are a claim, name the last one.
 */
export function starterOf({ actor, invocationId = '', isFromToken }: RunFacts): string | undefined {
  if (!STARTED_AGAIN.test(invocationId)) return actor?.login;
  return isFromToken === true ? undefined : actor?.triggeringLogin;
}

function evaluateActors({ predicate, environment }: VerifiedPromotion, { actor }: NextStep): Lack | undefined {
  const before = starterOf(predicate.run);
  if (before === undefined || actor === undefined) {
    const what = before === undefined ? `promoted it to ${environment.name}` : 'promotes it on';
    return {
      reason: `it is unknown who ${what}, and a different person is required`,
      remedy: 'start a new run instead of a re-run',
    };
  }
  // GitHub's logins differ in more than capitals.
  if (before.toLowerCase() !== actor.toLowerCase()) return undefined;
  return {
    reason: `${safeText(actor, 50)} also promoted it to ${environment.name}, and a different person must promote it on`,
    remedy: 'have a different person start a run',
  };
}

/** The logins that approved the promotion for the GitHub environment of the pipeline file, without the actor's own. */
function approversOf({ predicate, environment: { gitHubEnvironment } }: VerifiedPromotion): ReadonlySet<string> {
  const actor = predicate.run.actor?.login.toLowerCase();
  const given = (predicate.approvals ?? []).filter(
    ({ state, environments }) =>
      state === 'approved' && (gitHubEnvironment === undefined || environments.includes(gitHubEnvironment)),
  );
  return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor));
}

/** One thing that a record lacks. */
interface Lack {
  readonly reason: string;
  /** How the image has to be promoted there again, such as "with a signed record". */
  readonly again?: string;
  /** What else helps. */
  readonly remedy?: string;
}

/** Joins clauses, which may have "and" and commas in them. */
export function joinClauses(clauses: readonly string[]): string {
  return [...new Set(clauses)].join(', and ');
}

/** Makes one fault of all that a record lacks, with all that helps; undefined if it lacks nothing. */
function joinLacks(lacks: readonly Lack[], environment: string, age: number): Fault | undefined {
  if (lacks.length === 0) return undefined;
  const again = lacks.flatMap((lack) => lack.again ?? []);
  // A new record is of no age.
  const wait = age > 0 ? [`wait until it has been there for ${formatDuration(age)}`] : [];
  const promote =
    again.length === 0 ? [] : [`promote it to ${environment} again, ${formatList([...new Set(again)])}`, ...wait];
  return {
    reason: joinClauses(lacks.map(({ reason }) => reason)),
    remedy: joinClauses([...promote, ...lacks.flatMap(({ remedy }) => remedy ?? [])]),
  };
}

function evaluateAge(age: number, promotion: VerifiedPromotion, next: NextStep): Lack | undefined {
  const since = Math.max(enteredAt(promotion), next.since === undefined ? 0 : enteredAt(next.since));
  const actual = Math.max(next.time.getTime() - since, 0);
  // Witnesses' clocks are not the runner's: without a required age it may be a second in the future.
  if (age === 0 || actual >= age) return undefined;
  return {
    reason: `the image has been in ${promotion.environment.name} for ${formatDuration(actual)}, but must be there for ${formatDuration(age)}`,
    remedy: `wait for ${formatDuration(age - actual)}`,
  };
}

/** What its gates lack that it has to prove; what nobody signed proves none. */
function evaluateGates(promotion: VerifiedPromotion, { gates }: RecordNotes): readonly Lack[] {
  const again = 'with all gates judged';
  const toProve = promotion.signature === undefined ? gatesToProve(promotion) : [];
  if (toProve.length === 0) {
    return gates.flatMap(({ level, reason }) => (level === 'break' ? [{ reason, again }] : []));
  }
  const names = formatList(toProve.map((gate) => quote(gate)));
  const plural = toProve.length === 1 ? 'the gate' : 'the gates';
  return [{ reason: `it is not signed, and does not prove ${plural} ${names}`, again: 'with a signed record' }];
}

function evaluateDebt({ environment }: VerifiedPromotion, { debt }: RecordNotes): readonly Lack[] {
  if (debt === undefined || !isExpired(debt)) return [];
  const { name, from } = environment;
  const remedy = `promote it regularly to ${name}, from ${from.join(' or ')}`;
  return [{ reason: describeDebt(debt) ?? '', remedy }];
}

/** How a record is evaluated. */
interface EvaluationOptions {
  readonly requires: Requirements;
  readonly next: NextStep;
  readonly notes: RecordNotes;
}

/**
 * Finds all that is missing of what the pipeline file requires of how the image came into the environment that it leaves,
 * of its gates, and of what a hotfix owes.
 */
export function evaluateRequirements(
  promotion: VerifiedPromotion,
  { requires, next, notes }: EvaluationOptions,
): Fault | undefined {
  const { name } = promotion.environment;
  const approved = approversOf(promotion).size;
  const lacks: Lack[] = [
    ...(requires.signed && promotion.signature === undefined
      ? [{ reason: `the record of ${name} is not signed`, again: 'with a signed record' }]
      : []),
    ...evaluateGates(promotion, notes),
    ...evaluateDebt(promotion, notes),
  ];
  if (approved < requires.approvals) {
    const reason = `its record names ${approved} of ${requires.approvals} required approvals by others`;
    lacks.push({ reason, again: 'in a run that is approved' });
  }
  const age = evaluateAge(requires.age, promotion, next);
  if (age !== undefined) lacks.push(lacks.some(({ again }) => again !== undefined) ? { reason: age.reason } : age);
  const actors = requires.anotherActor ? evaluateActors(promotion, next) : undefined;
  return joinLacks(actors === undefined ? lacks : [...lacks, actors], name, requires.age);
}

/** Whether an environment requires anything of the record of the previous one. */
export function requiresRecord({ signed, approvals, age, anotherActor }: Requirements): boolean {
  return signed || approvals > 0 || age > 0 || anotherActor;
}

/** Explains why the requirements of an environment cannot be met by one in which images are built. */
export function unmetByOrigin({ name }: Pick<Environment, 'name'>): string {
  return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}
