import type { ClientPool } from '../clients/pool.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { EventSink } from '../promotion/events.ts';
import { joinSet, type PromotionPlan, requireNoOverlap } from '../promotion/plan.ts';
import { applySet } from '../promotion/promote.ts';
import type { PromotionClients } from '../promotion/request.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { type EventLog, inGroup, openEventLog, startHeartbeat, withProgress } from '../report/progress.ts';
import { estimateLines, planLines } from '../report/promotion-log.ts';
import { formatCount } from '../util/format.ts';
import { applyPublished } from './apply.ts';
import type { WritingContext } from './context.ts';
import { judgeIfNeeded } from './gates.ts';
import { estimateSet, prepareImages } from './prepare.ts';
import { Refusals } from './refusals.ts';
import { handOverRefusal, reportSet } from './report-set.ts';
import { toRequests } from './requests.ts';

/** The rules of the input `tags` are not used for environments that have rules of their own. */
function warnOfOwnRules(plans: readonly PromotionPlan[], warn: EventLog['warn']): void {
  const environments = plans.flatMap((plan) => plan.destinations.flatMap(({ route }) => route?.destination ?? []));
  const names = environments.flatMap(({ rules, name }) => (rules === undefined ? [] : [name]));
  for (const name of new Set(names)) {
    warn(`The input "tags" is not used for ${name}: the pipeline file has the tag rules of that environment`);
  }
}

/** What was begun while this file was loaded. */
interface BegunSet {
  readonly pool: ClientPool;
  readonly clients: readonly PromotionClients[];
  readonly resolving: Promise<StoredManifest> | undefined;
}

export async function promoteSet(
  inputs: PromoteInputs,
  context: WritingContext,
  { pool, clients, resolving }: BegunSet,
): Promise<void> {
  const { logger } = context;
  const { dryRun } = inputs;
  const requests = await toRequests(inputs, context, { writes: !dryRun });
  let read = 0;
  using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(requests.length, 'image')}`);
  const refusals = new Refusals();
  const prepared = await prepareImages(requests, {
    ...{ clients, refusals, resolving },
    onRead() {
      read++;
    },
  });
  const judged = await judgeIfNeeded(prepared, { inputs, context, pool });
  reading[Symbol.dispose]();
  handOverRefusal(judged, context);
  for (const { error, images } of judged.refusals) refusals.add(error, images);
  refusals.require(requests.length, logger);
  const { requireOpen } = judged;
  const items = joinSet(judged.items);
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
      withProgress(items, 'all', logger, emit, (sink) =>
        applySet(items, sink, { journal: context.cancellation.journal, beforeTags: requireOpen }),
      ),
    );
  const applied = dryRun
    ? undefined
    : await applyPublished(items, context, { token: inputs.githubToken, eventLog, apply });
  await reportSet(items, applied, { context, pool, pipeline: inputs.pipeline, warnings, token: inputs.githubToken });
}
