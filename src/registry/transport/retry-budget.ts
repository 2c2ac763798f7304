/** Passed in, so that tests take no time. */
export interface RetryClock {
  sleep(milliseconds: number): Promise<void>;
  /** In ms since 1970, for dates in `Retry-After`. */
  now(): number;
  /** From 0 to 1, for jitter. */
  random(): number;
}

/** In ms, the wait of a run without progress: longer than any limit per minute, shorter than people wait for a job. */
export const RETRY_BUDGET = 15 * 60_000;

/**
 * In ms, earned back by each answer: a large set may wait for hours at a limit of some thousand requests a minute, and
 * still finish. A limit of a few requests an hour ends the run.
 */
const EARNED = 50;

/** In ms: a registry may ask for a longer pause by mistake. */
const LONGEST_PAUSE = 60_000;

export type RetryBudget = ReturnType<typeof createRetryBudget>;

/** Makes the budget for the waits of a run at all its registries. Concurrent waits count once. */
export function createRetryBudget(clock: RetryClock) {
  const pausedUntil = new Map<string, number>();
  const answering = new Set<string>();
  let countedUntil = 0;
  let left = RETRY_BUDGET;

  function spend(until: number): boolean {
    const more = until - Math.max(clock.now(), countedUntil);
    if (more > left) return false;
    left -= Math.max(0, more);
    countedUntil = Math.max(countedUntil, until);
    return true;
  }

  return {
    /** Waits for the end of the host's pause. */
    async passed(host: string): Promise<void> {
      for (let rest = 1; rest > 0; ) {
        rest = (pausedUntil.get(host) ?? 0) - clock.now();
        if (rest > 0) await clock.sleep(rest);
      }
    },
    /** Pauses all requests to a host; false if the budget is spent. */
    pause(host: string, milliseconds: number): boolean {
      const until = clock.now() + Math.min(milliseconds, LONGEST_PAUSE);
      if (!spend(until)) return false;
      pausedUntil.set(host, Math.max(until, pausedUntil.get(host) ?? 0));
      return true;
    },
    /** Pauses one request; false, without a pause, if the budget is spent. */
    async wait(milliseconds: number): Promise<boolean> {
      const pause = Math.min(milliseconds, LONGEST_PAUSE);
      if (!spend(clock.now() + pause)) return false;
      await clock.sleep(pause);
      return true;
    },
    /** Records that there is somebody at a host, whatever the answer. */
    answered(host: string): void {
      answering.add(host);
    },
    hasAnswered(host: string): boolean {
      return answering.has(host);
    },
    /** Records an answer: the run gets on. */
    progress(): void {
      left = Math.min(RETRY_BUDGET, left + EARNED);
    },
  };
}
