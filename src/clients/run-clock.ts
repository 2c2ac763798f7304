import { setTimeout as sleep } from 'node:timers/promises';
import type { RetryClock } from '../registry/transport/retry-budget.ts';

/** The clock of a run, which stops with it. */
export interface RunClock extends RetryClock, Disposable {}

/**
 * Makes the clock of a run.
 *
 * When a run has failed, other requests of it may still wait for their next try: they would keep the process alive for
 * seconds after its last word. So from then on a sleep never ends, and holds nothing up.
 */
export function createRunClock(): RunClock {
  const end = new AbortController();
  const forever = new Promise<void>(() => undefined);
  return {
    now: Date.now,
    random: Math.random,
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: end.signal }).catch(() => forever),
    [Symbol.dispose]: () => end.abort(),
  };
}
