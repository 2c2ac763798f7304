import { throwWorst } from '../action/write-results.ts';
import type { ClientPool } from '../clients/pool.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { EventSink } from '../promotion/events.ts';
import { type PromotionPlan, requireNoOverlap } from '../promotion/plan.ts';
import { applySet } from '../promotion/promote.ts';
import type { PromotionClients } from '../promotion/request.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { type EventLog, inGroup, openEventLog, startHeartbeat, withProgress } from '../report/progress.ts';
import { buildPromotionOutputs, buildReport, reportRun } from '../report/promotion.ts';
import { estimateLines, planLines, summaryLine } from '../report/promotion-log.ts';
import { renderPromotionSummary } from '../report/promotion-summary.ts';
import { formatCount } from '../util/format.ts';
import { applyPublished } from './apply.ts';
import type { WritingContext } from './context.ts';
import { estimateSet, pair, prepareAsked } from './prepare.ts';
import { Refusals } from './refusals.ts';
import { toRequests } from './requests.ts';

/** Says where the rules of the input `tags` are not used, because the environment has rules of its own. */
function warnOfOwnRules(plans: readonly PromotionPlan[], warn: EventLog['warn']): void {
  const environments = plans.flatMap((plan) => plan.destinations.flatMap(({ route }) => route?.destination ?? []));
  const names = environments.flatMap(({ rules, name }) => (rules === undefined ? [] : [name]));
  for (const name of new Set(names)) {
    warn(`The input "tags" is not used for ${name}: the pipeline file has the tag rules of that environment`);
  }
}

/** What was begun while this was loaded. */
interface BegunSet {
  readonly pool: ClientPool;
  readonly clients: readonly PromotionClients[];
  /** The root manifest of the first image. */
  readonly resolving: Promise<StoredManifest> | undefined;
}

/** Promotes a set: reads and plans, shows the plan, applies it unless it is a dry run, and reports. */
export async function promoteSet(inputs: PromoteInputs, context: WritingContext, begun: BegunSet): Promise<void> {
  const { logger, now } = context;
  const { dryRun } = inputs;
  const { pool, clients, resolving } = begun;
  const requests = await toRequests(inputs, context, { writes: !dryRun });
  const asked = pair(requests, clients);
  const [first, ...others] = asked;
  let read = 0;
  using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(asked.length, 'image')}`);
  const rejections = new Refusals();
  const begunFirst = first === undefined ? [] : [{ ...first, resolving }];
  const items = await prepareAsked([...begunFirst, ...others], rejections, () => {
    read++;
  });
  reading[Symbol.dispose]();
  rejections.require(asked.length, logger);
  const plans = items.map(({ plan }) => plan);
  requireNoOverlap(plans);
  await inGroup(logger, 'Plan', async () => {
    plans.flatMap(planLines).forEach(logger.info);
    logger.info(estimateLines(estimateSet(items, pool, 'all')));
  });
  const eventLog = openEventLog(logger);
  const { warnings, warn } = eventLog;
  for (const plan of plans) plan.warnings.forEach(warn);
  if (inputs.givesRules) warnOfOwnRules(plans, warn);
  const apply = (emit: EventSink) =>
    inGroup(logger, 'Promotion', () =>
      withProgress(items, logger, {
        phase: 'all',
        emit,
        work: (sink) => applySet(items, sink, context.cancellation.journal),
      }),
    );
  const applied = dryRun ? undefined : await applyPublished(items, context, { inputs, eventLog, apply });
  const results = applied?.results;
  const report = buildReport(
    plans.map((plan, index) => ({ plan, results: results?.[index] })),
    {
      ...{ dryRun, run: await reportRun(items[0]?.request) },
      ...{ warnings: [...warnings], requests: pool.requests, milliseconds: Date.now() - now.getTime() },
    },
  );
  const told = { outputs: buildPromotionOutputs(report), summary: renderPromotionSummary(report, inputs.pipeline) };
  const failure = context.handOver(told, dryRun ? 'it was a dry run' : 'the promotion itself is complete');
  logger.info(summaryLine(report));
  throwWorst(applied?.trouble, failure, logger);
}
