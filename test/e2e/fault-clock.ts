import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * Makes a clock on which sleeping takes no time: whoever sleeps is woken in the next turn, in the order of the time.
 *
 * Those that sleep at the same time wake as they would on a real one: two pauses side by side are no longer than one.
 */
export function createVirtualClock(start: number, random: () => number = () => 0.5): RetryClock {
  let time = start;
  let sleepers: readonly Sleeper[] = [];

  function turn(): void {
    time = Math.max(time, Math.min(...sleepers.map(({ until }) => until)));
    const due = sleepers.filter(({ until }) => until <= time);
    sleepers = sleepers.filter(({ until }) => until > time);
    for (const { wake } of due) wake();
    if (sleepers.length > 0) setImmediate(turn);
  }

  return {
    now: () => time,
    random,
    sleep(milliseconds) {
      if (sleepers.length === 0) setImmediate(turn);
      return new Promise((wake) => {
        sleepers = [...sleepers, { until: time + milliseconds, wake }];
      });
    },
  };
}
