import { throwWorst } from '../action/write-results.ts';
import type { ClientPool } from '../clients/pool.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SetItem } from '../promotion/plan.ts';
import { buildPromotionOutputs, buildReport, reportRun } from '../report/promotion.ts';
import { summaryLine } from '../report/promotion-log.ts';
import { renderPromotionSummary } from '../report/promotion-summary.ts';
import type { Applied } from './apply.ts';
import type { CommandContext } from './context.ts';

/** What is reported of a set beside its images. */
interface SetRun {
  readonly pool: Pick<ClientPool, 'requests'>;
  readonly pipeline: Pipeline | undefined;
  readonly warnings: ReadonlySet<string>;
}

/**
 * Reports what was done with a set, or would be.
 *
 * @param applied undefined in a dry run.
 * @throws what the GitHub integrations lack of what the pipeline file requires, or what could not be handed over.
 */
export async function reportSet(
  items: readonly SetItem[],
  applied: Applied | undefined,
  { context, pool, pipeline, warnings }: SetRun & { readonly context: CommandContext },
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
