import { type DebtOptions, findDebt, type HotfixDebt, hotfixTaken } from './hotfix-debt.ts';
import { type BypassedGate, examineGates, type GateFinding, listBypassed } from './proven-gates.ts';
import type { VerifiedPromotion } from './verify-promotion.ts';

/** What has to be known of a valid record beside what it says. */
export interface RecordNotes {
  /** What it lacks by the gates of the pipeline file. */
  readonly gates: readonly GateFinding[];
  readonly bypassed: readonly BypassedGate[];
  /** Undefined if it is not of a hotfix route that expires. */
  readonly debt: HotfixDebt | undefined;
}

/** The notes of a record of which nothing has to be known. */
export const NO_NOTES: RecordNotes = { gates: [], bypassed: [], debt: undefined };

/** Notes what a record proves of its gates, and what it owes. */
export function noteRecord(promotion: VerifiedPromotion, options: DebtOptions): RecordNotes {
  return {
    gates: examineGates(promotion, hotfixTaken(promotion, options.pipeline)),
    bypassed: listBypassed(promotion.predicate),
    debt: findDebt(promotion, options),
  };
}
