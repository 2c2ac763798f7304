import { type CaseResult, type FaultCase, runCase } from './fault-case.ts';
import { startWorld } from './fault-world.ts';

/** Cases that share their registries, so that these are small and soon forgotten. */
export interface Batch {
  readonly cases: readonly FaultCase[];
  /** Every how manieth failed case is run again without faults. */
  readonly repeatEvery: number;
}

/** How many promotions run at once in one process. */
const AT_ONCE = 16;

/** Runs the cases of a batch, several at once. */
export async function runBatch({ cases, repeatEvery }: Batch): Promise<readonly CaseResult[]> {
  await using world = await startWorld(cases.length);
  const results: CaseResult[] = [];
  const open = cases.entries();
  async function work(): Promise<void> {
    for (const [index, fault] of open) {
      results.push(await runCase(world, fault, { repeat: index % repeatEvery === 0 }));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
