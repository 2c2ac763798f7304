import type { Cancellation } from './action/cancellation.ts';
import type { Logger } from './action/logger.ts';
import { explainUnexpected } from './action/unhandled-errors.ts';
import { HandOverError } from './action/write-results.ts';
import type { Host } from './commands/host.ts';
import { isSealiftError } from './errors.ts';
import { loadEvent } from './event/event.ts';
import { SECRET_INPUTS } from './faces/inputs.ts';
import { findPipeline, loadInputs } from './inputs/inputs.ts';
import { readCommand, warnOfUnused } from './inputs/unused.ts';
import { describeTags, explainCancelled, renderCancelledSummary } from './report/cancelled.ts';
import { redactWords, renderFailureSummary } from './report/markdown.ts';
import { secrets } from './util/safe-text.ts';
import { explainSystemError } from './util/system-error.ts';

/** Our errors are written for people; any other is a fault of Sealift. */
function explain(error: unknown, logger: Logger): string {
  if (isSealiftError(error)) return error.message;
  if (error instanceof Error) logger.debug(error.stack ?? error.message);
  return explainUnexpected(error);
}

/**
 * Returns the exit code. Imports commands only when asked for: computing tags does not wait for what promotions need.
 */
export async function main(host: Host, cancellation: Cancellation): Promise<number> {
  secrets.clear();
  let told: number | undefined;
  function tell(): number {
    told ??= tellCancelled(host, cancellation);
    return told;
  }
  const end = await Promise.race([run(host, cancellation, tell), cancellation.over]);
  return end ?? tell();
}

function tellCancelled(host: Host, { cause, journal }: Cancellation): number {
  if (cause === undefined) throw new Error('nothing ended the run');
  const sentence = secrets.redact(explainCancelled(cause, journal.states));
  host.logger.fail(sentence);
  for (const { name, words } of describeTags(journal.states)) host.logger.info(`${words}: ${name}`);
  summarize(secrets.redact(renderCancelledSummary(sentence, journal.states)), host);
  return cause.exitCode;
}

/** If the summary of a failed run cannot be written, the log has the sentence all the same. */
function summarize(markdown: string, host: Host): void {
  try {
    host.writeSummary(markdown);
  } catch (error) {
    host.logger.info(`The job summary cannot be written: ${explainSystemError(error, 'write')}`);
  }
}

/** Holds the only catch that ends a run. */
async function run(host: Host, cancellation: Cancellation, tell: () => number): Promise<number> {
  const { logger } = host;
  try {
    await runCommand(host, cancellation);
    if (cancellation.cause === undefined) return 0;
    logger.info('The run had already finished when it was told to end');
    return cancellation.cause.exitCode;
  } catch (error) {
    if (cancellation.cause !== undefined) return tell();
    const sentence = secrets.redact(explain(error, logger));
    const { position, lines = [] } = isSealiftError(error) ? error : {};
    const below = lines.map((line) => secrets.redact(line));
    // The sentence first: a summary that cannot be written must not swallow it.
    logger.fail(sentence, { position, lines: below });
    const words = isSealiftError(error) ? error.words : undefined;
    const failure = words === undefined ? sentence : redactWords(words, (text) => secrets.redact(text));
    // What could not be written is told by that error, and is not told again.
    const quiet = { ...host, logger: { ...logger, info: () => undefined } };
    summarize(renderFailureSummary(failure, below), error instanceof HandOverError ? quiet : host);
    return 1;
  }
}

async function runCommand(host: Host, cancellation: Cancellation): Promise<void> {
  const now = new Date();
  const { environment, logger, fixedCommand, getInput, getRawInput: getRaw } = host;
  for (const name of SECRET_INPUTS) logger.maskSecret(getInput(name));
  const command = readCommand(getInput, fixedCommand, getRaw);
  const pipeline = await findPipeline(getInput, { command, environment });
  pipeline?.warnings?.forEach(logger.warn);
  const inputs = loadInputs(getInput, { command, getRaw, pipeline });
  const warning = fixedCommand === undefined ? warnOfUnused(command, getInput) : undefined;
  if (warning !== undefined) logger.warn(warning);
  const context = { ...host, event: loadEvent(environment), now, cancellation };
  switch (inputs.command) {
    case 'tags':
      await (await import('./commands/tags.ts')).runTags(inputs, context);
      return;
    case 'promote':
      await (await import('./commands/promote.ts')).runPromote(inputs, context);
      return;
    case 'plan':
      await (await import('./commands/plan.ts')).runPlan(inputs, context);
      return;
    case 'shard':
      await (await import('./commands/promote-shard.ts')).runShard(inputs, context);
      return;
    case 'verify':
      await (await import('./commands/verify.ts')).runVerify(inputs, context);
      return;
    case 'history': {
      const { openVerifier } = await import('./records/verifier.ts');
      const { runHistory } = await import('./commands/history.ts');
      await runHistory(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
      return;
    }
    case 'hold':
    case 'unhold':
      await (await import('./commands/hold.ts')).runHold(inputs, context);
      return;
    case 'check':
      await (await import('./commands/check.ts')).runCheck(inputs, context);
      return;
    case 'rollback':
      await (await import('./commands/rollback.ts')).runRollback(inputs, context);
      return;
    case 'outdated': {
      const { openVerifier } = await import('./records/verifier.ts');
      const { runOutdated } = await import('./commands/outdated.ts');
      await runOutdated(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
      return;
    }
    case 'retain': {
      const { openVerifier } = await import('./records/verifier.ts');
      const { runRetain } = await import('./commands/retain.ts');
      await runRetain(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
      return;
    }
    case 'archive':
      await (await import('./commands/archive.ts')).runArchive(inputs, context);
      return;
    case 'restore':
      await (await import('./commands/restore.ts')).runRestore(inputs, context);
      return;
    default:
      inputs satisfies never;
  }
}
