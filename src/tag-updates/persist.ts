import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import type { RetryClock } from '../registry/transport/retry-budget.ts';
import type { TagJournal } from './write.ts';

/** A step among tag writes is tried this often in all, once a tag stands. */
const TRIES = 4;

/** The first pause between tries, in ms; it doubles each time. */
const PAUSE = 250;

/** What no repetition changes: the registry's rule, and errors for which every patience was spent already. */
const FINAL: ReadonlySet<RegistryErrorCode> = new Set(['tag-immutable', 'rate-limited', 'timeout', 'unreachable']);

/** What persistence goes by. */
export interface Persistence {
  readonly journal: TagJournal;
  readonly clock: RetryClock;
}

function mayPass(error: unknown): boolean {
  return error instanceof RegistryError && !FINAL.has(error.code);
}

/**
 * Waits before another try of what failed.
 *
 * @param attempt counted from 1.
 * @throws the first failure, where no other try is due: no tag stands yet, or it was tried often enough.
 */
export async function pauseAfter(
  failures: readonly unknown[],
  { journal, clock }: Persistence,
  attempt: number,
): Promise<void> {
  if (!journal.hasWritten || attempt === TRIES || !failures.every(mayPass)) throw failures[0];
  await clock.sleep(PAUSE * 2 ** (attempt - 1));
}

/**
 * Does a step for each item at once, and again for those that failed, as long as some tag was written.
 *
 * Before the first tag stands a refusal ends the run at once. After it the same credentials have just been allowed to
 * write, so a refusal is more likely a hiccup, and to stop would leave half a promotion.
 *
 * @throws the first failure, when every step has come to its end.
 */
export async function persist<Item, Result>(
  items: readonly Item[],
  { journal, clock }: Persistence,
  step: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  let outcomes = await Promise.allSettled(items.map(step));
  for (let attempt = 1; ; attempt++) {
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }): unknown => reason);
    if (failures.length === 0) return outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
    await pauseAfter(failures, { journal, clock }, attempt);
    const again = items.map((item, index) => {
      const outcome = outcomes[index];
      return outcome?.status === 'fulfilled' ? outcome.value : step(item);
    });
    outcomes = await Promise.allSettled(again);
  }
}

/** Does one step, and again where it fails, as long as some tag was written. */
export async function persistOnce<Result>(persistence: Persistence, step: () => Promise<Result>): Promise<Result> {
  const [outcome] = await persist([0], persistence, async () => ({ result: await step() }));
  if (outcome === undefined) throw new Error('a step came to no end');
  return outcome.result;
}
