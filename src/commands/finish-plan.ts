import { throwWorst } from '../action/write-results.ts';
import type { Digest } from '../oci/digest.ts';
import type { EventSink } from '../promotion/events.ts';
import { requireNoOverlap, type SetItem } from '../promotion/plan.ts';
import { tagSet } from '../promotion/promote.ts';
import type { PushedImage } from '../promotion/push.ts';
import { inGroup, openEventLog, startHeartbeat } from '../report/progress.ts';
import { buildPromotionOutputs, buildReport, reportRun } from '../report/promotion.ts';
import { summaryLine } from '../report/promotion-log.ts';
import { renderPromotionSummary } from '../report/promotion-summary.ts';
import { type ShardedPlan, shortPlanId } from '../shards/plan-file.ts';
import { checkPushed, correctRecord, dropManifestBytes, type Missing, requireNothingMissing } from '../shards/run.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatNumber } from '../util/format.ts';
import { applyPublished } from './apply.ts';
import type { PlannedWork } from './context.ts';
import { IMAGES_AT_ONCE, prepareImages } from './prepare.ts';
import { Refusals } from './refusals.ts';

/** So many images are looked at before what only the look needs is forgotten. */
const IMAGES_PER_BATCH = 256;

/** The plan whose tags are moved. */
interface TagJob {
  readonly plan: ShardedPlan;
  readonly id: Digest;
  readonly dryRun: boolean;
}

/** What the last job found. */
interface Found {
  readonly items: readonly SetItem[];
  readonly pushed: readonly PushedImage[];
  /** Those whose record names other tags than they get. */
  readonly toCorrect: ReadonlySet<PushedImage>;
  readonly missing: readonly Missing[];
}

/** Looks at all images in all destinations; only what their tags need is kept of each. */
async function lookAtAll({ requests, inputs, pool, context }: PlannedWork, { plan }: TagJob): Promise<Found> {
  const items: SetItem[] = [];
  const pushed: PushedImage[] = [];
  const toCorrect = new Set<PushedImage>();
  const missing: Missing[] = [];
  const rejections = new Refusals();
  using _ = startHeartbeat(
    context.logger,
    () => `looked at ${formatNumber(items.length)} of ${formatNumber(requests.length)} images`,
  );
  for (let first = 0; first < requests.length; first += IMAGES_PER_BATCH) {
    const lot = await prepareImages(requests.slice(first, first + IMAGES_PER_BATCH), inputs, { pool, rejections });
    // Once an image is refused, the others of the plan are only read to refuse them too.
    if (rejections.any) continue;
    const numbered = lot.map((item, index) => ({ item, shard: plan.images[first + index]?.shard ?? 0 }));
    const checked = await eachAtMost(IMAGES_AT_ONCE, numbered, async ({ item, shard }) => {
      const { destinations } = item.plan;
      return Promise.all(destinations.map((destination) => checkPushed({ ...item, destination }, shard)));
    });
    for (const [index, item] of lot.entries()) {
      const slim = dropManifestBytes(item.plan);
      items.push({ ...item, plan: slim });
      for (const [at, readiness] of (checked[index] ?? []).entries()) {
        const destination = slim.destinations[at];
        if (readiness.kind === 'missing') missing.push(readiness.missing);
        else if (destination !== undefined) {
          const own = readiness.pushed;
          const each = { ...own, scope: { ...own.scope, plan: slim, destination } };
          pushed.push(each);
          if (!readiness.correct) toCorrect.add(each);
        }
      }
    }
  }
  rejections.require(requests.length, context.logger);
  return { items, pushed, toCorrect, missing };
}

/**
 * Moves the tags of all images of a plan, together, when every one of them is complete and recorded in every
 * destination.
 *
 * Whether that is so, the registry is asked: a job that says that it succeeded proves nothing about what is there now.
 *
 * @throws {PolicyError} if something is missing, before any tag moves.
 */
export async function tagPlanned(work: PlannedWork, job: TagJob): Promise<void> {
  const { context, pool } = work;
  const { logger, now } = context;
  const eventLog = openEventLog(logger);
  const { warnings, warn } = eventLog;
  const { items, pushed, toCorrect, missing } = await inGroup(logger, 'Plan', async () => {
    const found = await lookAtAll(work, job);
    const lacking = new Set(found.missing.map(({ what }) => what)).size;
    const verdict =
      lacking === 0 ? 'each is complete in every destination' : `${formatNumber(lacking)} things are missing`;
    logger.info(`looked at ${formatCount(found.items.length, 'image')}: ${verdict}`);
    return found;
  });
  requireNothingMissing(missing, shortPlanId(job.id), job.plan.shards);
  requireNoOverlap(items.map(({ plan }) => plan));
  for (const { plan } of items) plan.warnings.forEach(warn);
  const apply = (emit: EventSink) =>
    inGroup(logger, 'Tags', async () => {
      const correct = await eachAtMost(IMAGES_AT_ONCE, pushed, async (each) =>
        toCorrect.has(each) ? correctRecord(each, emit) : each,
      );
      return tagSet(items, correct, { emit, journal: context.cancellation.journal });
    });
  const applied = job.dryRun
    ? undefined
    : await applyPublished(items, context, { inputs: work.inputs, eventLog, apply });
  const results = applied?.results;
  const report = buildReport(
    items.map(({ plan }, index) => ({ plan, results: results?.[index] })),
    {
      dryRun: job.dryRun,
      run: await reportRun(items[0]?.request),
      warnings: [...warnings],
      requests: pool.requests,
      milliseconds: Date.now() - now.getTime(),
    },
  );
  const told = {
    outputs: buildPromotionOutputs(report),
    summary: renderPromotionSummary(report, work.inputs.pipeline),
  };
  const failure = context.handOver(told, job.dryRun ? 'it was a dry run' : 'the promotion itself is complete');
  logger.info(summaryLine(report));
  throwWorst(applied?.trouble, failure, logger);
}
