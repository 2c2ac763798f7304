import * as core from '@actions/core';
import { type Environment, loadEvent } from './action/event/event.ts';
import { findPipeline } from './action/find-pipeline.ts';
import { loadInputs } from './action/inputs.ts';
import { explainUnexpected } from './action/last-words.ts';
import { type Logger, openLogger } from './action/logger.ts';
import { renderFailureSummary } from './action/summary/failure-summary.ts';
import { writeSummary } from './action/summary/step-summary.ts';
import { InputError, isSealiftError } from './errors.ts';
import { createRedactor } from './text/redact.ts';

/** Finds the words for an error: ours are written for people, any other is a fault of Sealift. */
function explain(error: unknown, logger: Logger): string {
  if (isSealiftError(error)) return error.message;
  if (error instanceof Error) logger.debug(error.stack ?? error.message);
  return explainUnexpected(error);
}

/** The inputs that no log may show. */
const SECRETS = ['source-password', 'destination-password', 'github-token', 'signing-key', 'signing-key-passphrase'];

/** Keeps an input out of the log: the runner masks line by line, and so a key is told line by line too. */
function maskInput(value: string, logger: Logger): void {
  logger.maskSecret(value);
  const lines = value.split(/\r?\n/);
  // The first line and the last of a key are the same in all keys.
  if (lines.length > 2) lines.filter((line) => !line.startsWith('-----')).forEach(logger.maskSecret);
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
  const redactor = createRedactor();
  const logger = openLogger(environment['GITHUB_ACTIONS'] === 'true', redactor);
  try {
    for (const name of SECRETS) maskInput(core.getInput(name), logger);
    const pipeline = await findPipeline(core.getInput, environment);
    pipeline?.warnings?.forEach(logger.warn);
    const getRaw = (name: string) => core.getInput(name, { trimWhitespace: false });
    const inputs = loadInputs(core.getInput, { getRaw, pipeline });
    const context = { environment, event: loadEvent(environment), logger, now };
    switch (inputs.command) {
      case 'tags':
        await (await import('./commands/tags.ts')).runTags(inputs, context);
        return 0;
      case 'promote':
        await (await import('./commands/promote.ts')).runPromote(inputs, context);
        return 0;
      case 'plan':
        await (await import('./commands/plan.ts')).runPlan(inputs, context);
        return 0;
      case 'shard':
        await (await import('./commands/shard.ts')).runShard(inputs, context);
        return 0;
      case 'verify':
        await (await import('./commands/verify.ts')).runVerify(inputs, context);
        return 0;
      case 'history': {
        const { openVerifier } = await import('./action/governance/open-verifier.ts');
        const { runHistory } = await import('./commands/history.ts');
        await runHistory(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
        return 0;
      }
      default:
        return inputs satisfies never;
    }
  } catch (error) {
    const sentence = redactor.redact(explain(error, logger));
    // The sentence first: a summary that cannot be written must not swallow it.
    logger.fail(sentence, error instanceof InputError ? error.place : undefined);
    writeSummary(renderFailureSummary(sentence), environment);
    return 1;
  }
}
