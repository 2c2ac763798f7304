import { type Cancellation, installCancellation } from '../../src/action/cancellation.ts';
import { keepLog } from './log.ts';

/** A cancellation that never comes: no signal reaches it. */
export function neverCancelled(): Cancellation {
  const exit = (): never => {
    throw new Error('the run ended by itself');
  };
  return installCancellation({ on: () => process, exit }, keepLog());
}
