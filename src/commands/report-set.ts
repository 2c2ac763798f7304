import { throwWorst } from '../action/write-results.ts';
import { OCI_LABEL } from '../image/labels.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SetItem } from '../promotion/plan.ts';
import type { Comparisons } from '../report/comparison.ts';
import { buildPromotionOutputs, buildReport, encodeChecks, reportImage, reportRun } from '../report/promotion.ts';
import { summaryLine } from '../report/promotion-log.ts';
import { renderPromotionSummary } from '../report/promotion-summary.ts';
import { previousDigest } from '../tags/planned-tag.ts';
import type { Applied } from './apply.ts';
import { compareImages } from './compare-images.ts';
import type { CommandContext, PlannedWork } from './context.ts';
import type { JudgedSet } from './judge-gates.ts';

interface SetRun extends Pick<PlannedWork, 'pool'> {
  readonly token: string | undefined;
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

/** Compares each image with the one that it replaced, or would replace, on GitHub and as far as labels lead there. */
async function compareWithBefore(
  items: readonly SetItem[],
  applied: Applied | undefined,
  { run, ...options }: CommandContext & { readonly token: string | undefined; readonly run: string | null },
): Promise<Comparisons | undefined> {
  const replacements = items.flatMap((item, index) =>
    item.plan.destinations.flatMap(({ repository, tags }, at) => {
      const before = previousDigest(applied?.results[index]?.[at]?.tags ?? tags.tags);
      return before === undefined || !item.plan.labels.has(`${OCI_LABEL}revision`)
        ? []
        : [{ item, repository, before }];
    }),
  );
  if (run === null || replacements.length === 0) return undefined;
  return compareImages(replacements, { ...options, run });
}

/**
 * @param applied undefined in a dry run.
 * @throws what required GitHub integrations lack, or what could not be handed over.
 */
export async function reportSet(
  items: readonly SetItem[],
  applied: Applied | undefined,
  { context, pool, pipeline, warnings, token }: SetRun,
): Promise<void> {
  const { logger, now } = context;
  const dryRun = applied === undefined;
  const run = await reportRun(items[0]?.request);
  const comparisons = await compareWithBefore(items, applied, { ...context, token, run: run.address });
  const report = buildReport(
    items.map(({ plan }, index) => ({
      plan,
      results: applied?.results[index],
      comparisons,
      logEntries: applied?.logEntries,
    })),
    {
      ...{ dryRun, run },
      ...{ warnings: [...warnings], requests: pool.requests, milliseconds: Date.now() - now.getTime() },
    },
  );
  const told = { outputs: buildPromotionOutputs(report), summary: renderPromotionSummary(report, pipeline) };
  const failure = context.handOver(told, dryRun ? 'it was a dry run' : 'the promotion itself is complete');
  logger.info(summaryLine(report));
  throwWorst(applied?.trouble, failure, logger);
}
