import { throwWorst } from '../action/write-results.ts';
import { openClientPool } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import type { ShardInputs } from '../inputs/plan.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import { shortDigest } from '../oci/digest.ts';
import type { EventSink } from '../promotion/events.ts';
import type { SetItem } from '../promotion/plan.ts';
import type { PushedImage } from '../promotion/push.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import { inGroup, openEventLog, withProgress } from '../report/progress.ts';
import { buildShardOutputs, type Report, reportImage, reportRun } from '../report/promotion.ts';
import { estimateLines, planLines, shardSummaryLine } from '../report/promotion-log.ts';
import { renderShardSummary } from '../report/promotion-summary.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import { shardTitle } from '../shards/name.ts';
import { type PlannedImage, readPlan, type ShardedPlan } from '../shards/plan-file.ts';
import { pushAll } from '../shards/run.ts';
import { formatNumber } from '../util/format.ts';
import { mapNonEmpty } from '../util/non-empty.ts';
import { readySigner } from './apply.ts';
import { type Batch, IMAGES_AT_ONCE, toBatches } from './batches.ts';
import type { PlannedWork, WritingContext } from './context.ts';
import { tagPlanned } from './finish-plan.ts';
import { judgeIfNeeded } from './gates.ts';
import { estimateSet, MAX_LISTED, prepareBatch } from './prepare.ts';
import { Refusals } from './refusals.ts';
import { handOverRefusal } from './report-set.ts';
import { toRequests } from './requests.ts';

function toRoutes(images: readonly PlannedImage[], path: string): PromoteInputs['routes'] {
  const [first, ...rest] = images.map(({ from, to }) => ({
    from,
    destinations: mapNonEmpty(to, (repository) => ({ repository })),
  }));
  if (first !== undefined) return [first, ...rest];
  throw new InputError(
    `Cannot promote by the plan file ${path}: it lists no image for this shard; take shard and file from the same run`,
  );
}

/** All jobs of a plan use the same pipeline file: a job without a checkout would know no routes at all. */
function requireSamePolicy({ policy }: ShardedPlan, { pipeline }: PromoteInputs): void {
  if (pipeline?.digest === policy) return;
  const [planned, here] = [policy, pipeline?.digest].map((digest) =>
    digest === undefined ? 'no pipeline file' : `the pipeline file ${shortDigest(digest)}`,
  );
  throw new InputError(
    `Cannot promote by the plan: it was made with ${planned}, and this job has ${here}; check out the same commit in all jobs of the plan, and give them the same "config"`,
  );
}

function nameBatch(title: string, { start, requests }: Batch<PromotionRequest>, all: number): string {
  if (requests.length === all) return title;
  return `${title}, images ${formatNumber(start + 1)} to ${formatNumber(start + requests.length)} of ${formatNumber(all)}`;
}

async function planBatch(batch: Batch<PromotionRequest>, work: PlannedWork): Promise<readonly SetItem[]> {
  const { pool, context } = work;
  const count = work.requests.length;
  return inGroup(context.logger, nameBatch('Plan', batch, count), async () => {
    const refusals = new Refusals();
    const prepared = await prepareBatch(batch, { ...work, refusals });
    const judged = await judgeIfNeeded(prepared, work);
    handOverRefusal(judged, context);
    for (const { error, images } of judged.refusals) refusals.add(error, images);
    const { items } = judged;
    refusals.require(count, context.logger);
    if (count <= MAX_LISTED) items.flatMap(({ plan }) => planLines(plan)).forEach(context.logger.info);
    context.logger.info(estimateLines(estimateSet(items, pool, 'push')));
    return items;
  });
}

function toResult({ scope, manifests, record, hasNewRecord }: PushedImage) {
  const { destination: plan, counts } = scope;
  // The last job writes and confirms the tags.
  return { plan, tags: [], counts, manifestsWritten: manifests, record, hasNewRecord, changed: false };
}

async function pushShard(work: PlannedWork, dryRun: boolean): Promise<Report> {
  const { requests, context, pool } = work;
  const { logger, now } = context;
  const { warnings, warn, emit } = openEventLog(logger);
  const images: Report['images'][number][] = [];
  for (const batch of toBatches(requests)) {
    const items = await planBatch(batch, work);
    for (const { plan } of items) plan.warnings.forEach(warn);
    if (!dryRun) await readySigner(items);
    const pushImages = (sink: EventSink) => pushAll(items, IMAGES_AT_ONCE, sink);
    const pushed = dryRun
      ? undefined
      : await inGroup(logger, nameBatch('Promotion', batch, requests.length), () =>
          withProgress(items, 'push', logger, emit, pushImages),
        );
    images.push(...items.map(({ plan }, index) => reportImage({ plan, results: pushed?.[index]?.map(toResult) })));
  }
  const facts = { requests: pool.requests, milliseconds: Date.now() - now.getTime(), warnings: [...warnings] };
  return { schema: REPORT_SCHEMA, command: 'promote', dryRun, images, run: await reportRun(requests[0]), ...facts };
}

/** Runs `command: promote` for a part of a plan: pushes the images of one shard, or moves the tags of all. */
export async function runShard(inputs: ShardInputs, context: WritingContext): Promise<void> {
  const { logger } = context;
  const { shard, dryRun } = inputs;
  const { plan, id } = readPlan(inputs.plan, shard);
  const images = shard.kind === 'tags' ? plan.images : plan.images.filter((each) => each.shard === shard.index);
  const promotion = inputs.settle(plan.settings, toRoutes(images, inputs.plan));
  requireSamePolicy(plan, promotion);
  await using pool = await openClientPool(context, inputs, context.cancellation.signal);
  const requests = await toRequests(
    promotion,
    { ...context, now: plan.at },
    { writes: !dryRun, isPlanned: true, set: { id } },
  );
  const work = { inputs: promotion, requests, context, pool };
  if (shard.kind === 'tags') {
    await tagPlanned(work, { plan, id, dryRun });
    return;
  }
  const report = dryRun
    ? await pushShard(work, dryRun)
    : await context.cancellation.writing(() => pushShard(work, dryRun));
  const title = shardTitle(shard);
  const summary = renderShardSummary(report, title, promotion.pipeline);
  const results = { outputs: buildShardOutputs(report), summary };
  const failure = context.handOver(results, dryRun ? 'it was a dry run' : 'the shard itself is complete');
  logger.info(shardSummaryLine(report, title));
  throwWorst(undefined, failure, logger);
}
