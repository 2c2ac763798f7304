import { setImmediate, setTimeout } from 'node:timers/promises';
import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';
import type { Way } from '../support/registry/memory.ts';

/** What waits for its time. */
interface Parked {
  readonly at: number;
  readonly wake: () => void;
}

/** How long requests take on their way, as a test draws it (ms). */
export interface Pace {
  /** The share of those that take long. */
  readonly slow: number;
  readonly usual: number;
  readonly longest: number;
}

/** A run that takes part, and how much later than the first one it begins (ms). */
export interface Part<Result> {
  readonly after: number;
  readonly run: () => Promise<Result>;
}

/** So often it is waited for something that takes real time, such as a module that is loaded (ms). */
const PATIENCE = 5000;

/**
 * Decides, by a seed, which of the requests and waits of several runs goes on next. Each request is parked on its way there,
 * and its answer on its way back; time passes only from one to the next. So a seed is one interleaving.
 */
export class Schedule {
  private readonly parked: Parked[] = [];
  private time: number;
  private busy = 0;
  private isInstant = true;
  private readonly random: () => number;
  private readonly pace: Pace;
  readonly clock: RetryClock;
  readonly way: Way;

  constructor(start: number, { random, pace }: { readonly random: () => number; readonly pace: Pace }) {
    this.time = start;
    this.random = random;
    this.pace = pace;
    this.clock = {
      now: () => this.time,
      random: () => this.random(),
      sleep: (milliseconds) => this.park(milliseconds),
    };
    this.way = {
      there: () => this.park(this.delay()),
      back: () => this.park(this.delay()),
      at: async (work) => {
        this.busy++;
        try {
          return await work();
        } finally {
          this.busy--;
        }
      },
    };
  }

  private delay(): number {
    const { slow, usual, longest } = this.pace;
    return this.random() < slow ? usual + this.random() * (longest - usual) : 1 + this.random() * (usual - 1);
  }

  private park(milliseconds: number): Promise<void> {
    if (this.isInstant) {
      this.time += Math.min(milliseconds, 1);
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.parked.push({ at: this.time + milliseconds, wake: resolve });
    return promise;
  }

  /** Everything goes on as far as it gets without time. */
  private async idle(): Promise<void> {
    do await setImmediate();
    while (this.busy > 0);
  }

  private next(): Parked | undefined {
    let first = 0;
    for (const [index, { at }] of this.parked.entries()) if (at < (this.parked[first]?.at ?? at)) first = index;
    return this.parked.splice(first, 1)[0];
  }

  /** Runs several at once, until all have ended. */
  async race<Result>(parts: readonly Part<Result>[]): Promise<readonly PromiseSettledResult<Result>[]> {
    this.isInstant = false;
    let active = parts.length;
    const racing = Promise.allSettled(
      parts.map(async ({ after, run }) => {
        await this.park(after);
        try {
          return await run();
        } finally {
          active--;
        }
      }),
    );
    let waited = 0;
    for (await this.idle(); active > 0; await this.idle()) {
      const next = this.next();
      if (next === undefined) {
        if (waited++ > PATIENCE) throw new Error('a run waits for something else than the registry and the clock');
        await setTimeout(1);
        continue;
      }
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
    return racing;
  }
}
