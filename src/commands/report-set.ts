import { throwWorst } from '../action/write-results.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SetItem } from '../promotion/plan.ts';
import { buildPromotionOutputs, buildReport, encodeChecks, reportImage, reportRun } from '../report/promotion.ts';
import { summaryLine } from '../report/promotion-log.ts';
import { renderPromotionSummary } from '../report/promotion-summary.ts';
import type { Applied } from './apply.ts';
import type { CommandContext, PlannedWork } from './context.ts';
import type { JudgedSet } from './judge-gates.ts';

interface SetRun extends Pick<PlannedWork, 'pool'> {
  readonly context: CommandContext;
  readonly pipeline: Pipeline | undefined;
  readonly warnings: ReadonlySet<string>;
}

/** Gives what gates say of a set that they refuse to the next steps; the error that ends the run says it to people. */
export function handOverRefusal({ items, refusals }: JudgedSet, context: CommandContext): void {
  if (refusals.length === 0) return;
  const outputs = new Map([['checks', encodeChecks(items.map(({ plan }) => reportImage({ plan })))]]);
  const failure = context.handOver({ outputs, summary: '' }, 'nothing was written to a registry');
  if (failure !== undefined) context.logger.warn(failure.message);
}

/**
 * @param applied undefined in a dry run.
 * @throws what required GitHub integrations lack, or what could not be handed over.
 */
export async function reportSet(
  items: readonly SetItem[],
  applied: Applied | undefined,
  { context, pool, pipeline, warnings }: SetRun,
): Promise<void> {
  const { logger, now } = context;
  const dryRun = applied === undefined;
  const report = buildReport(
    items.map(({ plan }, index) => ({ plan, results: applied?.results[index] })),
    {
      ...{ dryRun, run: await reportRun(items[0]?.request) },
      ...{ warnings: [...warnings], requests: pool.requests, milliseconds: Date.now() - now.getTime() },
    },
  );
  const told = { outputs: buildPromotionOutputs(report), summary: renderPromotionSummary(report, pipeline) };
  const failure = context.handOver(told, dryRun ? 'it was a dry run' : 'the promotion itself is complete');
  logger.info(summaryLine(report));
  throwWorst(applied?.trouble, failure, logger);
}
