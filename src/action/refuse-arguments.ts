import { quote } from '../util/safe-text.ts';
import type { Logger } from './logger.ts';

/** What a program ends with when it was called in a wrong way. */
const WRONG_USAGE = 2;

/**
 * Refuses arguments rather than ignore them: every input comes from the environment.
 *
 * @returns the exit code.
 */
export function refuseArguments(given: readonly string[], logger: Logger): number {
  logger.fail(
    `Cannot take the argument ${quote(given[0] ?? '')}: Sealift has no command line; give each input as a variable, such as INPUT_COMMAND=promote and INPUT_FROM=…`,
  );
  return WRONG_USAGE;
}
