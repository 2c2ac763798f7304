import * as core from '@actions/core';
import type { Env } from '../event/payload.ts';
import type { PlanReport } from '../report/plan-report.ts';
import { mainTag, type Report } from '../report/promotion.ts';
import { formatBytes } from '../util/format.ts';
import type { Logger } from './logger.ts';

/** The outputs of a run, by name; each is a text, as the runner keeps them. */
export type Outputs = ReadonlyMap<string, string>;

/** Builds the outputs of a promotion, as action.yml names them. */
export function buildPromotionOutputs(report: Report): Outputs {
  const destinations = report.images.flatMap((each) => each.destinations);
  const items = destinations.flatMap(({ tags }) => tags);
  const standing = items.filter(({ action }) => action !== 'skip');
  return new Map([
    ['digest', report.images.map(({ digest }) => digest).join('\n')],
    ['tags', standing.map(({ image: repository, tag }) => `${repository}:${tag}`).join('\n')],
    ['tag-names', [...new Set(standing.map(({ tag }) => tag))].join('\n')],
    ['version', mainTag(standing)],
    ['date-seq', standing.find(({ kind }) => kind === 'date_seq')?.tag ?? ''],
    ['plan', JSON.stringify(items)],
    ['previous-digest', destinations.find(({ previousDigest }) => previousDigest !== null)?.previousDigest ?? ''],
    ['record', destinations.flatMap(({ record }) => record ?? []).join('\n')],
    ['changed', String(destinations.some(({ changed }) => changed))],
    ['report', JSON.stringify(report)],
  ]);
}

/** Builds the outputs of a shard: what it brought, and no tag, since all of these are the last job's. */
export function buildShardOutputs(report: Report): Outputs {
  const named = new Set(['digest', 'record', 'changed', 'report']);
  return new Map([...buildPromotionOutputs(report)].filter(([name]) => named.has(name)));
}

/** Builds the outputs of a plan. */
export function buildPlanOutputs({ matrix, stored }: PlanReport): Outputs {
  return new Map([
    ['matrix', JSON.stringify(matrix)],
    ['plan-file', stored.path],
    ['plan-id', stored.id],
  ]);
}

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
