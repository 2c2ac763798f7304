import type { Environment, Requirements } from '../config/pipeline.ts';
import { formatDuration } from '../text/format.ts';
import { safeText } from '../text/safe-text.ts';
import type { Entry } from './entry.ts';

/** The promotion that an entry is to allow. */
export interface NextStep {
  readonly time: Date;
  /** When its own record was signed, as somebody witnessed; undefined where nobody did, or it is not made yet. */
  readonly signedAt?: Date | undefined;
  /** The login of who promotes it on; undefined where nobody says. */
  readonly actor: string | undefined;
}

/** Says whether somebody else promotes an image on than brought it there. */
function judgeActors(entry: Entry, { actor }: NextStep): string | undefined {
  const before = entry.claims.run.actor?.login;
  if (before === undefined || actor === undefined) return 'nobody says who promoted it';
  // GitHub's logins differ in more than capitals.
  if (before.toLowerCase() !== actor.toLowerCase()) return undefined;
  return `${safeText(actor, 50)} promoted it there too, and somebody else must promote it on`;
}

/**
 * Judges whether the record of the environment before says what the pipeline file asks for.
 *
 * @param entry how the image came into the environment that it leaves now.
 * @returns a clause that says what is missing; undefined where nothing is.
 */
export function judgeRequirements(requires: Requirements, entry: Entry, next: NextStep): string | undefined {
  const { signature, claims, environment } = entry;
  if (requires.signed && signature === undefined) return `the record of ${environment} is not signed`;
  // Of a signed record the witnessed time counts: what it says itself could be earlier than the truth.
  const since = Math.max(claims.time.getTime(), signature?.signedAt?.getTime() ?? 0);
  const age = next.time.getTime() - since;
  // Witnesses' clocks are not the runner's: without a required age it may be a second in the future.
  if (requires.age > 0 && age < requires.age) {
    return `it has been in ${environment} for ${formatDuration(Math.max(age, 0))}, and ${formatDuration(requires.age)} are required`;
  }
  const approved = new Set(
    (claims.approvals ?? []).filter(({ state }) => state === 'approved').map(({ login }) => login.toLowerCase()),
  );
  if (approved.size < requires.approvals) {
    return `its record names ${approved.size} of ${requires.approvals} required approvals`;
  }
  return requires.anotherActor ? judgeActors(entry, next) : undefined;
}

/** Tells whether anything is asked of the record of the environment before. */
export function requiresRecord({ signed, approvals, age, anotherActor }: Requirements): boolean {
  return signed || approvals > 0 || age > 0 || anotherActor;
}

/** Says why the requirements of an environment cannot be met by one where images are built. */
export function unmetByOrigin({ name }: Pick<Environment, 'name'>): string {
  return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}
