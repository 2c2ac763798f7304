import { appendFileSync } from 'node:fs';
import type { Env } from '../event/payload.ts';
import type { Logger } from './logger.ts';

/**
 * Gives a summary to the runner, as a page of the workflow run.
 *
 * @returns whether there was a runner to take it.
 */
export function writeSummary(markdown: string, environment: Env): boolean {
  const path = environment['GITHUB_STEP_SUMMARY'];
  if (!path) return false;
  appendFileSync(path, markdown);
  return true;
}

/** Gives a summary to the runner; without its file it is printed. */
export function printSummary(markdown: string, environment: Env, logger: Logger): void {
  if (writeSummary(markdown, environment)) return;
  for (const line of markdown.trimEnd().split('\n')) logger.info(line);
}
