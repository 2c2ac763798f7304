import type { Requirements } from '../config/pipeline.ts';
import type { Entry } from './entry.ts';
import { CLOCK_SKEW, type EntryQuestion } from './judge-entry.ts';
import { judgeRequirements, type NextStep } from './judge-requirements.ts';
import type { StoredRecord } from './stored-record.ts';
import { explainMissing, refusalOf, type ValidEntries, validEntries } from './valid-entries.ts';

/** What an entry is needed for: the next environment's requirements, and the promotion into it. */
export interface EntryNeed {
  readonly requires: Requirements;
  readonly next: NextStep;
}

/** The entries that allow the next step, the newest first, and otherwise why there is none, as a clause. */
export interface SufficientEntries {
  readonly entries: readonly Entry[];
  readonly reason: string;
}

function judgeOrder({ claims, signature }: Entry, { time, signedAt }: NextStep): string | undefined {
  if (claims.time.getTime() > time.getTime()) return 'it claims a later time than the promotion that came after it';
  // Who may sign can date back what it says, but not what was witnessed: no stage is made up for afterwards.
  const latest = (signedAt ?? time).getTime() + CLOCK_SKEW;
  return (signature?.signedAt?.getTime() ?? 0) > latest
    ? 'it was signed later than the promotion that came after it'
    : undefined;
}

/** Records that were sorted out, and what they were asked. */
export interface SortedRecords {
  readonly records: readonly StoredRecord[];
  readonly question: EntryQuestion;
  readonly valid: ValidEntries;
}

/** Picks among valid entries those that allow the next step. */
export function pickEntries(
  { records, question, valid: { entries, refusals } }: SortedRecords,
  { requires, next }: EntryNeed,
): SufficientEntries {
  const judged = entries.map((entry) => ({
    entry,
    fault: judgeOrder(entry, next) ?? judgeRequirements(requires, entry, next),
  }));
  const faults = judged.flatMap(({ entry, fault }) => (fault === undefined ? [] : [refusalOf(entry.record, fault)]));
  return {
    entries: judged.flatMap(({ entry, fault }) => (fault === undefined ? [entry] : [])),
    reason: explainMissing(question, { refusals: [...faults, ...refusals], records }),
  };
}

/** Finds among records those that prove that an image is where it is by right, and may go on. */
export function findEntries(
  records: readonly StoredRecord[],
  question: EntryQuestion,
  need: EntryNeed,
): SufficientEntries {
  return pickEntries({ records, question, valid: validEntries(records, question) }, need);
}
