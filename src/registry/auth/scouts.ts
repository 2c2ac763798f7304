import type { Challenge } from './challenge.ts';

/**
 * What a run has learnt of how registries let it in, by origin; its clients share it, whatever their credentials.
 *
 * The first request to a registry goes alone: its answer says whether and how to log in. Those that came meanwhile would
 * each be refused, and cost a request more; they wait for that answer and lose no time by it.
 */
export interface Scouts {
  /** Returns what a registry asked for; undefined where it has asked for nothing yet. */
  challengeOf(origin: string): Challenge | undefined;
  learn(origin: string, challenge: Challenge): void;
  /**
   * Waits until it is known how a registry answers.
   *
   * @returns for the first to come at once, and what it must call when it knows; undefined for all others.
   */
  enter(origin: string): Promise<(() => void) | undefined>;
}

/** Makes the memory of a run. */
export function createScouts(): Scouts {
  const challenges = new Map<string, Challenge>();
  const answered = new Map<string, Promise<void>>();
  return {
    challengeOf: (origin) => challenges.get(origin),
    learn: (origin, challenge) => void challenges.set(origin, challenge),
    async enter(origin) {
      const before = answered.get(origin);
      if (before !== undefined) {
        await before;
        return undefined;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      answered.set(origin, promise);
      return resolve;
    },
  };
}
