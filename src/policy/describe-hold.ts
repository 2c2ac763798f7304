import { type Digest, shortDigest } from '../oci/digest.ts';
import { quote, safeText } from '../util/safe-text.ts';
import type { ActiveHold } from './holds.ts';
import { nameSigner } from './verify-record.ts';

/** Writes a day as people write it, in UTC. @example formatHoldDay(new Date('2026-11-30T10:00Z')) // '2026-11-30' */
export function formatHoldDay(time: Date): string {
  return time.toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** A login is what the record says; without one, the signer is named. */
export function nameHolder({ by }: ActiveHold): string | undefined {
  if (by.kind === 'file') return undefined;
  const { login } = by.predicate.run.actor ?? {};
  if (login !== undefined) return safeText(login, 100);
  return by.signature === undefined ? undefined : safeText(nameSigner(by.signature), 300);
}

function whatIsHeld({ subject }: ActiveHold, image: Digest): string {
  return subject === undefined || subject === image ? 'it' : `its platform ${shortDigest(subject)}`;
}

/**
 * Says in a clause who holds an image, since when and why; "it" is the image.
 *
 * @param where the environment, if that is not clear.
 * @example 'it is held since 2026-11-30 by li ("INC-4711")'
 */
export function describeHold(hold: ActiveHold, image: Digest, where?: string): string {
  const place = where === undefined ? '' : ` in ${where}`;
  const { by, reason, until, subject } = hold;
  const why = reason === undefined ? '' : quote(reason);
  // A day is over at midnight, which is the next one's already.
  const end = until === undefined ? '' : ` until ${formatHoldDay(new Date(until.getTime() - 1))}`;
  if (by.kind === 'file') {
    const what = subject === undefined ? 'what was built from its commit' : whatIsHeld(hold, image);
    return `${safeText(by.path, 200)} holds ${what}${place}${end} (line ${by.line}, ${why})`;
  }
  const holder = nameHolder(hold);
  const who = holder === undefined ? '' : ` by ${holder}`;
  return `${whatIsHeld(hold, image)} is held${place} since ${formatHoldDay(by.since)}${end}${who}${why === '' ? '' : ` (${why})`}`;
}

/** What to do about a hold. */
export function remedyForHold({ by }: ActiveHold, verb: 'promote' | 'use' = 'promote'): string {
  const end = by.kind === 'file' ? 'change the file' : 'end the hold with command unhold';
  return `${verb} another version, or ${end}`;
}
