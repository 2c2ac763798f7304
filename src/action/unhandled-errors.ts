import { quote } from '../util/safe-text.ts';
import { HOME_URL, TOOL_VERSION } from '../version.ts';

/** How much of an error's message is shown (characters). */
const MAX_REASON = 500;

/** Says that an error is a fault of Sealift itself; what it holds may come from anywhere and is made safe. */
export function explainUnexpected(error: unknown): string {
  const reason = quote(error instanceof Error ? error.message : String(error), MAX_REASON);
  return `Cannot finish: an unexpected error in Sealift ${TOOL_VERSION} (${reason}); run again with debug logging and report it at ${HOME_URL}/issues`;
}
