import type { HoldEffect } from '../attestation/predicates/hold.ts';
import type { Digest } from '../oci/digest.ts';
import { formatHoldDay, nameHolder } from '../policy/describe-hold.ts';
import type { ActiveHold } from '../policy/holds.ts';
import { quote } from '../util/safe-text.ts';

/** A hold as data. */
export interface HoldReport {
  readonly effect: HoldEffect;
  /** The image or the platform that is held; null if its commit is. */
  readonly digest: Digest | null;
  readonly reason: string | null;
  readonly until: string | null;
  /** The record that makes it; null if the pipeline file does. */
  readonly record: Digest | null;
  readonly signed: boolean;
  readonly since: string | null;
  readonly by: string | null;
  /** The line of the pipeline file; null if a record makes it. */
  readonly line: number | null;
}

/** Turns a hold into plain data. */
export function reportHold(hold: ActiveHold): HoldReport {
  const { effect, subject, reason, until, by } = hold;
  const isRecord = by.kind === 'record';
  return {
    effect,
    digest: subject ?? null,
    reason: reason ?? null,
    until: until?.toISOString() ?? null,
    record: isRecord ? by.record : null,
    signed: isRecord && by.signature !== undefined,
    since: isRecord ? by.since.toISOString() : null,
    by: nameHolder(hold) ?? null,
    line: isRecord ? null : by.line,
  };
}

/** Marks an image that is held, in a few words. @example 'held since 2026-11-30 by li ("INC-4711")' */
export function markHold(hold: ActiveHold): string {
  const { effect, by, reason } = hold;
  const word = effect === 'legal' ? 'on legal hold' : 'held';
  const holder = nameHolder(hold);
  const since = by.kind === 'file' ? ` by line ${by.line} of the pipeline file` : ` since ${formatHoldDay(by.since)}`;
  return `${word}${since}${holder === undefined ? '' : ` by ${holder}`}${reason === undefined ? '' : ` (${quote(reason, 100)})`}`;
}
