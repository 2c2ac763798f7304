import { quote } from '../util/safe-text.ts';
import type { Logger } from './logger.ts';

const WRONG_USAGE = 2;

/** Refuses arguments rather than ignore them: every input comes from the environment. Returns the exit code. */
export function refuseArguments(given: readonly string[], logger: Logger): number {
  logger.fail(
    `Cannot take the argument ${quote(given[0] ?? '')}: this file is the action, which has none; run bin/sealift.js, or give each input as a variable, such as INPUT_COMMAND=promote and INPUT_FROM=…`,
  );
  return WRONG_USAGE;
}
