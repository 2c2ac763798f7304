import type { DestinationResult } from '../../src/promotion/promote.ts';
import type { ScriptedFault } from '../support/registry/faults/fault.ts';
import { createFaultScript, type Struck } from '../support/registry/faults/fault-script.ts';
import { type Judgement, judgeFailure, judgeSuccess } from './fault-judge.ts';
import { promote } from './fault-promotion.ts';
import type { FaultWorld, Place, Variant } from './fault-world.ts';

/** A promotion with faults. */
export interface FaultCase {
  readonly variant: Variant;
  /** What the tables call it. */
  readonly kind: string;
  readonly faults: readonly ScriptedFault[];
}

/** What came of a promotion with faults. */
export interface CaseResult extends Judgement {
  readonly fault: FaultCase;
  readonly struck: readonly Struck[];
  /** How many requests it took. */
  readonly requests: number;
  /** What came of the run after a failed one, without faults; undefined where there was none. */
  readonly again: Judgement | undefined;
}

/** A run that is not over by then hangs (ms of real time). */
const PATIENCE = 60_000;
/**
 * How long a run waits for answers that are late (ms of real time): long enough for those that are only slow because
 * other runs share the machine.
 */
const SHORT = { connect: 5000, headers: 1500, body: 1500 };

let runs = 0;

interface Attempt {
  readonly place: Place;
  readonly run: Promise<DestinationResult>;
  readonly settled: () => Promise<void>;
  readonly isDead: boolean;
}

/** Waits for the end of a run, and for what it left under way, and judges it. */
async function judge({ place, run, settled, isDead }: Attempt): Promise<Judgement> {
  const { promise: hang, resolve } = Promise.withResolvers<'hang'>();
  const timer = setTimeout(() => resolve('hang'), PATIENCE);
  const ended = run.then(
    (result) => () => judgeSuccess(place, result),
    (error: unknown) => () => judgeFailure(place, error, isDead),
  );
  const verdict = await Promise.race([ended, hang]);
  clearTimeout(timer);
  if (verdict === 'hang') return { outcome: 'wrong', words: `no end after ${PATIENCE} ms` };
  await settled();
  return verdict();
}

/** Runs a promotion with faults, judges it, and where it failed and `repeat` says so, runs it again without. */
export async function runCase(
  world: FaultWorld,
  fault: FaultCase,
  { repeat }: { readonly repeat: boolean },
): Promise<CaseResult> {
  const place = await world.createPlace(fault.variant);
  const userAgent = `run-${++runs}`;
  const script = createFaultScript(fault.faults);
  world.play(userAgent, script);
  const isLate = fault.faults.some(({ fault: { kind } }) => kind === 'late');
  const isDead = fault.faults.some(({ times = 1 }) => times === Number.POSITIVE_INFINITY);
  const run = promote(world, place, { userAgent, ...(isLate ? { timeouts: SHORT } : {}) });
  const judgement = await judge({ place, run, settled: script.settled, isDead });
  const hasFailed = judgement.outcome !== 'completed' && judgement.outcome !== 'wrong';
  async function runAgain(): Promise<Judgement> {
    const second = promote(world, place, { userAgent: `${userAgent}-again` });
    return judge({ place, run: second, settled: async () => undefined, isDead: false });
  }
  const again = hasFailed && repeat ? await runAgain() : undefined;
  return { ...judgement, fault, struck: [...script.struck], requests: script.requests.length, again };
}
