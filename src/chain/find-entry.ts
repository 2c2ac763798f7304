import type { Requirements } from '../config/pipeline.ts';
import type { Entry } from './entry.ts';
import type { EntryQuestion } from './judge-entry.ts';
import { judgeRequirements, type NextStep } from './judge-requirements.ts';
import type { StoredRecord } from './stored-record.ts';
import { explainMissing, refusalOf, validEntries } from './valid-entries.ts';

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

function judgeOrder({ claims }: Entry, { time }: NextStep): string | undefined {
  return claims.time.getTime() > time.getTime()
    ? 'it claims a later time than the promotion that came after it'
    : undefined;
}

/** Finds among records those that prove that an image is where it is by right, and may go on. */
export function findEntries(
  records: readonly StoredRecord[],
  question: EntryQuestion,
  { requires, next }: EntryNeed,
): SufficientEntries {
  const { entries, refusals } = validEntries(records, question);
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
