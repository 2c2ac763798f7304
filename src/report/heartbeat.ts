import type { Logger } from '../action/logger.ts';
import { PROGRESS_EVERY } from './progress.ts';

/** Says every ten seconds how far some work is, until it is disposed of. */
export function startHeartbeat(logger: Logger, describe: () => string): Disposable {
  const timer = setInterval(() => logger.info(describe()), PROGRESS_EVERY);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
