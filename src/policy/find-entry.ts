import type { Requirements } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';
import type { Entry } from './entry.ts';
import { presentStay } from './present-stay.ts';
import { type Fault, judgeRequirements, type NextStep } from './requirements.ts';
import { explainMissing, refusalOf, type ValidEntries, validEntries } from './valid-entries.ts';
import { CLOCK_SKEW, type EntryQuestion } from './verify-record.ts';

/** What an entry is needed for: the next environment's requirements, and the promotion into it. */
export interface EntryNeed {
  readonly requires: Requirements;
  readonly next: NextStep;
  /** What else is asked of the entry, such as that it gave the image its name: what is wrong with it, if anything. */
  readonly accepts?: ((entry: Entry) => Fault | undefined) | undefined;
}

/** The entries that allow the next step, the newest first, and otherwise why there is none, as a clause. */
export interface SufficientEntries {
  readonly entries: readonly Entry[];
  readonly reason: string;
  readonly cure: string;
}

/** Says whether an entry came before the step after it. Two runners' clocks may differ. */
function judgeOrder({ claims, signature, environment }: Entry, { time, signedAt }: NextStep): Fault | undefined {
  const cure = `promote it to ${environment} first, and from there`;
  if (claims.time.getTime() > time.getTime() + CLOCK_SKEW) {
    return { reason: 'it claims a later time than the promotion that came after it', cure };
  }
  // Who may sign can date back what it says, but not what was witnessed: no stage is made up for afterwards.
  const latest = (signedAt ?? time).getTime() + CLOCK_SKEW;
  if ((signature?.signedAt?.getTime() ?? 0) <= latest) return undefined;
  return { reason: 'it was signed later than the promotion that came after it', cure };
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
  { requires, next, accepts }: EntryNeed,
): SufficientEntries {
  const earlier = entries.filter((entry) => judgeOrder(entry, next) === undefined);
  const stay = presentStay(earlier);
  const judged = entries.map((entry) => ({
    entry,
    fault: judgeOrder(entry, next) ?? accepts?.(entry) ?? judgeRequirements(requires, entry, { ...next, stay }),
  }));
  const faults = judged.flatMap(({ entry, fault }) =>
    fault === undefined ? [] : [refusalOf(entry.record, fault.reason)],
  );
  const first = judged.find(({ fault }) => fault !== undefined)?.fault;
  return {
    entries: judged.flatMap(({ entry, fault }) => (fault === undefined ? [entry] : [])),
    reason: explainMissing(question, { refusals: [...faults, ...refusals], records }),
    cure: first?.cure ?? `promote it to ${question.environment.name} by Sealift first`,
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
