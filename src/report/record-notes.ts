import type { Digest } from '../oci/digest.ts';
import { describeDebt, isExpired } from '../policy/hotfix-debt.ts';
import type { BypassedGate, GateFinding } from '../policy/proven-gates.ts';
import type { RecordNotes } from '../policy/record-notes.ts';
import { quote } from '../util/safe-text.ts';

/** What has to be known of a record beside what it says, as data. */
export interface NotesReport {
  /** What it lacks by the gates of the pipeline file. */
  readonly gates: readonly GateFinding[];
  /** The gates that a hotfix bypassed, and what they would have said; null if the record does not tell. */
  readonly bypassed: readonly (Omit<BypassedGate, 'verdict'> & { readonly verdict: string | null })[];
  /** What a hotfix owes; null if it is not of a route that expires. */
  readonly debt: {
    readonly route: string;
    /** When it stops to count, unless a regular promotion follows. */
    readonly ends: string;
    readonly millisecondsLeft: number;
    /** The record of the regular promotion that paid it; null if none did. */
    readonly paidBy: Digest | null;
  } | null;
}

/** Turns the notes of a record into plain data. */
export function reportNotes({ gates, bypassed, debt }: RecordNotes): NotesReport {
  return {
    gates,
    bypassed: bypassed.map((each) => ({ ...each, verdict: each.verdict ?? null })),
    debt:
      debt === undefined
        ? null
        : {
            ...{ route: debt.route, ends: debt.ends.toISOString(), millisecondsLeft: Math.max(debt.left, 0) },
            paidBy: debt.paidBy ?? null,
          },
  };
}

/** A note as a clause, and how much it matters. */
export interface Note {
  readonly level: 'bad' | 'warning' | 'note';
  readonly text: string;
}

/** What a note begins with in Markdown. */
export const NOTE_SIGNS: Readonly<Record<Note['level'], string>> = { bad: '❌', warning: '⚠️', note: 'ℹ️' };

/** A longer summary of a gate is cut (characters); the report has all of it. */
const MAX_SUMMARY = 300;

function describeBypassed({ gate, verdict, summary }: BypassedGate): string {
  const said = verdict === undefined ? '' : `, which would have said ${quote(verdict)}`;
  return `the gate ${quote(gate)} was bypassed${said}${summary === '' ? '' : `: ${quote(summary, MAX_SUMMARY)}`}`;
}

/** Writes the notes of a record as clauses, those that matter most first. */
export function describeNotes({ gates, bypassed, debt }: RecordNotes): readonly Note[] {
  const level = { break: 'bad', warning: 'warning', note: 'note' } as const;
  const owed = debt === undefined ? undefined : describeDebt(debt);
  const notes: readonly Note[] = [
    ...(debt === undefined || owed === undefined
      ? []
      : [{ level: isExpired(debt) ? ('bad' as const) : ('warning' as const), text: owed }]),
    ...gates.map((finding): Note => ({ level: level[finding.level], text: finding.reason })),
    ...bypassed.map((each): Note => ({ level: 'note', text: describeBypassed(each) })),
  ];
  const order = ['bad', 'warning', 'note'];
  return notes.toSorted((left, right) => order.indexOf(left.level) - order.indexOf(right.level));
}
