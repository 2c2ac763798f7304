import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Batch } from './fault-batch.ts';
import type { CaseResult } from './fault-case.ts';

/** Threads that run cases: a small machine has two cores, and one thread or another waits for what is late. */
const WORKERS = 3;

/**
 * Runs batches in threads of their own.
 *
 * @throws whatever a thread did not catch: a promise that was left alone is a fault of ours as well; and if a thread ends.
 */
export async function runBatches(batches: readonly Batch[]): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  const open = batches.values();
  async function work(): Promise<void> {
    const worker = new Worker(new URL('./fault-worker.ts', import.meta.url));
    const ended = once(worker, 'exit').then(([code]) => {
      throw new Error(`Cannot go on with the sweep: a thread ended with ${code}`);
    });
    // At the end it is this function that ends it.
    ended.catch(() => undefined);
    try {
      for (const batch of open) {
        worker.postMessage(batch);
        const [done]: readonly (readonly CaseResult[])[] = await Promise.race([once(worker, 'message'), ended]);
        results.push(...(done ?? []));
      }
    } finally {
      await worker.terminate();
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work));
  return results;
}
