import * as core from '@actions/core';
import { type Environment, loadEvent } from './action/event/event.ts';
import { loadInputs } from './action/inputs.ts';
import { type Logger, openLogger } from './action/logger.ts';
import { renderFailureSummary } from './action/summary/failure-summary.ts';
import { writeSummary } from './action/summary/step-summary.ts';
import { isSealiftError } from './errors.ts';
import { safeText } from './text/safe-text.ts';
import { HOME_URL, TOOL_VERSION } from './tool.ts';

/** Finds the words for an error: ours are written for people, any other is a fault of Sealift. */
function explain(error: unknown, logger: Logger): string {
  if (isSealiftError(error)) return error.message;
  if (error instanceof Error) logger.debug(error.stack ?? error.message);
  const reason = safeText(error instanceof Error ? error.message : String(error));
  return `Cannot finish: an unexpected error in Sealift ${TOOL_VERSION} (${reason}); run again with debug logging and report it at ${HOME_URL}/issues`;
}

/**
 * Runs the action: inputs, plan, apply, report.
 *
 * Holds the only catch that ends a run, and imports a command only when it is asked for, so that computing tags
 * does not wait for what only promotions need.
 *
 * @returns the process's exit code.
 */
export async function main(environment: Environment): Promise<number> {
  const now = new Date();
  const logger = openLogger(environment['GITHUB_ACTIONS'] === 'true');
  try {
    for (const name of ['source-password', 'destination-password', 'github-token'])
      logger.maskSecret(core.getInput(name));
    const inputs = loadInputs(core.getInput, (name) => core.getInput(name, { trimWhitespace: false }));
    const context = { environment, event: loadEvent(environment), logger, now };
    switch (inputs.command) {
      case 'tags':
        await (await import('./commands/tags.ts')).runTags(inputs, context);
        return 0;
      case 'promote':
        await (await import('./commands/promote.ts')).runPromote(inputs, context);
        return 0;
      default:
        return inputs satisfies never;
    }
  } catch (error) {
    const sentence = explain(error, logger);
    // The sentence first: a summary that cannot be written must not swallow it.
    logger.fail(sentence);
    writeSummary(renderFailureSummary(sentence), environment);
    return 1;
  }
}
