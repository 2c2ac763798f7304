import * as core from '@actions/core';
import type { Env } from '../event/payload.ts';
import { type Logger, openLogger } from './logger.ts';
import { writeSummary } from './outputs.ts';
import { type HandOverError, handOver, type Results } from './write-results.ts';

/** Opens what a run has of GitHub's runner: a `Host` (`commands/host`). */
export function openRunner(environment: Env, logger: Logger = openLogger(environment['GITHUB_ACTIONS'] === 'true')) {
  return {
    environment,
    logger,
    /**
     * Reads an input. Only outside of a runner is one of them not set at all, which is not the same as set to nothing: an
     * empty `dry-run` is refused.
     */
    getInput: (name: string): string =>
      name === 'dry-run' && environment['INPUT_DRY-RUN'] === undefined ? 'false' : core.getInput(name),
    getRawInput: (name: string): string => core.getInput(name, { trimWhitespace: false }),
    handOver: (results: Results, done?: string): HandOverError | undefined =>
      handOver(results, { environment, logger }, done),
    writeSummary: (markdown: string): boolean => writeSummary(markdown, environment),
  };
}
