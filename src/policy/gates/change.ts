import type { ChangeSettings } from '../../pipeline/gates/change.ts';
import { isBlank } from '../../util/format.ts';
import { type EvidenceNeed, type Gate, type GateResult, makeResult } from './gate.ts';
import { foreign, listSome } from './words.ts';

/** What the gate judges. */
export interface ChangeEvidence {
  readonly reason: string | undefined;
  /** The comments of approvals; undefined if they cannot be read. */
  readonly approvalComments: readonly string[] | undefined;
}

/** No reason that people write is longer (characters). */
const MAX_REASON = 10_000;

/** A pattern may be anchored, and the number stand among words: the whole text is tried, then each word. */
function candidatesOf(text: string): readonly string[] {
  const read = text.slice(0, MAX_REASON);
  return [read.trim(), ...read.split(/[\s,;()[\]]+/).map((word) => word.replace(/[.:]+$/, ''))].filter(
    (each) => !isBlank(each),
  );
}

function evaluate(settings: ChangeSettings, { reason, approvalComments }: ChangeEvidence): GateResult {
  const texts = [
    ...(settings.in.includes('reason') ? [reason ?? ''] : []),
    ...(settings.in.includes('approval') ? (approvalComments ?? []).slice(0, 100) : []),
  ];
  const number = texts.flatMap(candidatesOf).find((text) => settings.pattern.isFoundIn(text));
  if (number !== undefined) return makeResult('change', settings, { faults: [], notes: [`change ${foreign(number)}`] });
  if (settings.in.includes('approval') && approvalComments === undefined) {
    return makeResult('change', settings, {
      faults: [{ verdict: 'error', reason: 'the approvals cannot be read', remedy: 'give the number in the reason' }],
    });
  }
  const where = listSome(settings.in.map((each) => (each === 'reason' ? 'the reason' : 'the comment of an approval')));
  return makeResult('change', settings, {
    faults: [
      {
        verdict: 'fail',
        reason: `no change is named in ${where}`,
        remedy: `write one like ${foreign(settings.source)}`,
        isMissing: true,
      },
    ],
  });
}

function needs(settings: ChangeSettings): readonly EvidenceNeed[] {
  return settings.in.map((each): EvidenceNeed => ({ kind: each === 'reason' ? 'reason' : 'approvals' }));
}

/** The number of a change, which is recorded; whether it is approved is for the ticket system to say. */
export const changeGate: Gate<ChangeSettings, ChangeEvidence> = { id: 'change', needs, evaluate };
