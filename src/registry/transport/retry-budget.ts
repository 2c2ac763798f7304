/** What waiting needs of the world: all are passed in, so that tests take no time. */
export interface RetryClock {
  sleep(milliseconds: number): Promise<void>;
  /** The time, in ms since 1970, to read a date in `Retry-After` by. */
  now(): number;
  /** A number from 0 to 1, for jitter. */
  random(): number;
}

/** A run that gets nowhere waits this long in all, in ms: longer than any limit per minute lasts, shorter than people wait for a job. */
export const RETRY_BUDGET = 15 * 60_000;

/**
 * Each answer earns so much of it back, in ms: a large set may be held up for hours by a limit of some thousand requests a
 * minute, and comes to its end all the same. One that lets through a few requests an hour ends the run.
 */
const EARNED = 50;

/** No pause is longer than this, in ms, whatever a registry asks for: what it asks for may be a mistake. */
const LONGEST_PAUSE = 60_000;

/** How long a run waits for registries: for each host, and in all. */
export interface RetryBudget {
  /** Waits until the host's pause is over, if it has one. */
  passed(host: string): Promise<void>;
  /** Lets all requests to a host wait; false where the run has waited long enough. */
  pause(host: string, milliseconds: number): boolean;
  /** Lets one request wait, and no other; false, and no wait, where the run has waited long enough. */
  wait(milliseconds: number): Promise<boolean>;
  /** Takes note that a registry has answered what it was asked: the run gets on. */
  progress(): void;
}

/**
 * Makes the patience of a run: one for all its registries.
 *
 * What several requests wait for at the same time counts once.
 */
export function createRetryBudget(clock: RetryClock): RetryBudget {
  const pausedUntil = new Map<string, number>();
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
    async passed(host) {
      for (let rest = 1; rest > 0; ) {
        rest = (pausedUntil.get(host) ?? 0) - clock.now();
        if (rest > 0) await clock.sleep(rest);
      }
    },
    pause(host, milliseconds) {
      const until = clock.now() + Math.min(milliseconds, LONGEST_PAUSE);
      if (!spend(until)) return false;
      pausedUntil.set(host, Math.max(until, pausedUntil.get(host) ?? 0));
      return true;
    },
    async wait(milliseconds) {
      const pause = Math.min(milliseconds, LONGEST_PAUSE);
      if (!spend(clock.now() + pause)) return false;
      await clock.sleep(pause);
      return true;
    },
    progress() {
      left = Math.min(RETRY_BUDGET, left + EARNED);
    },
  };
}
