import { appendFileSync } from 'node:fs';
import * as core from '@actions/core';
import type { Env } from '../event/payload.ts';
import { formatBytes } from '../util/format.ts';
import type { Logger } from './logger.ts';

/** The outputs of a run, by name. */
export type Outputs = ReadonlyMap<string, string>;

/** What GitHub takes as one output: 1 MiB, which it counts in UTF-16 (docs.github.com, "Passing job outputs"). */
const MAX_OUTPUT = 1024 * 1024;

/** Gives the outputs to the runner; without its file they are printed whole. */
export function writeOutputs(outputs: Outputs, environment: Env, logger: Logger): void {
  for (const [name, value] of outputs) {
    if (!environment['GITHUB_OUTPUT']) logger.print(`output ${name} = ${value}`);
    else if (2 * value.length <= MAX_OUTPUT) core.setOutput(name, value);
    else {
      logger.warn(
        `The output "${name}" is left out: it has ${formatBytes(2 * value.length)}, and GitHub takes ${formatBytes(MAX_OUTPUT)}`,
      );
      core.setOutput(name, '');
    }
  }
}

/** Gives variables to the steps after this one; without the runner's file they are printed whole. */
export function writeEnvironment(variables: ReadonlyMap<string, string>, environment: Env, logger: Logger): void {
  for (const [name, value] of variables) {
    if (environment['GITHUB_ENV']) core.exportVariable(name, value);
    else logger.print(`variable ${name} = ${value}`);
  }
}

/** Writes a summary for the page of the run; returns whether there was a runner to take it. */
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
