import { parentPort } from 'node:worker_threads';
import { type Batch, runBatch } from './fault-batch.ts';

// A rejection that nobody handles ends the worker, and with it the test.
parentPort?.on('message', async (batch: Batch) => {
  parentPort?.postMessage(await runBatch(batch));
});
