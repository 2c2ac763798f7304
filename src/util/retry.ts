/** What pauses need of the world. */
interface PauseClock {
  sleep(milliseconds: number): Promise<void>;
  /** A number from 0 to 1, for jitter. */
  random(): number;
}

/** How often something is tried, and what is tried again. */
interface RetryOptions<Result> {
  /** In all. */
  readonly tries: number;
  /** The pause after the first try, in ms, which doubles each time; or that after each try, counted from 1. */
  readonly pause: number | ((tried: number) => number);
  /** Varies each pause from half of it to one and a half, so that runs do not keep step. */
  readonly jitter?: boolean;
  /** Whether a result will do; any does by default. */
  readonly until?: (result: Result) => boolean;
  /** Whether another try may do without a failure; none may by default. */
  readonly mayPass?: (error: unknown) => boolean;
}

/**
 * Does something until its result will do.
 *
 * @returns the last result, be it one that will not do.
 * @throws the last failure, or the first that does not pass.
 */
export async function retry<Result>(
  clock: PauseClock,
  { tries, pause, jitter = false, until = () => true, mayPass = () => false }: RetryOptions<Result>,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      const result = await work();
      if (tried === tries || until(result)) return result;
    } catch (error) {
      if (tried === tries || !mayPass(error)) throw error;
    }
    const length = typeof pause === 'number' ? pause * 2 ** (tried - 1) : pause(tried);
    await clock.sleep(jitter ? length * (0.5 + clock.random()) : length);
  }
}
