import { quote } from '../text/safe-text.ts';
import { HOME_URL, TOOL_VERSION } from '../tool.ts';
import { openLogger } from './logger.ts';

/** So much of an error's message is shown (characters). */
const MAX_REASON = 500;

/** Says that an error is a fault of Sealift itself; what it holds may come from anywhere and is made safe. */
export function explainUnexpected(error: unknown): string {
  const reason = quote(error instanceof Error ? error.message : String(error), MAX_REASON);
  return `Cannot finish: an unexpected error in Sealift ${TOOL_VERSION} (${reason}); run again with debug logging and report it at ${HOME_URL}/issues`;
}

/**
 * Ends the process with one safe sentence where an error escapes everything else, in a timer or a promise that nobody
 * waits for.
 *
 * Node would print message and stack as they are, and the Actions runner takes commands from standard error too.
 */
export function installLastWords(process: Pick<NodeJS.Process, 'on' | 'exit' | 'env'>): void {
  const logger = openLogger(process.env['GITHUB_ACTIONS'] === 'true');
  const end = (error: unknown): void => {
    logger.fail(explainUnexpected(error));
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
