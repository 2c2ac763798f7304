import type { Digest } from '../oci/digest.ts';
import type { EventSink } from '../promotion/events.ts';
import { requireNoOverlap, type SetItem } from '../promotion/plan.ts';
import { tagSet } from '../promotion/promote.ts';
import type { PushedImage } from '../promotion/push.ts';
import { inGroup, openEventLog, startHeartbeat } from '../report/progress.ts';
import { type ShardedPlan, shortPlanId } from '../shards/plan-file.ts';
import {
  checkPushed,
  correctRecord,
  dropManifestBytes,
  type Missing,
  type Readiness,
  requireNothingMissing,
} from '../shards/run.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatNumber } from '../util/format.ts';
import { applyPublished } from './apply.ts';
import { IMAGES_AT_ONCE, toBatches } from './batches.ts';
import type { PlannedWork } from './context.ts';
import { judgeIfNeeded, requireOpenIfNeeded } from './gates.ts';
import { prepareBatch } from './prepare.ts';
import { Refusals } from './refusals.ts';
import { handOverRefusal, reportSet } from './report-set.ts';

interface TagJob {
  readonly plan: ShardedPlan;
  readonly id: Digest;
  readonly dryRun: boolean;
}

function isIncorrect(readiness: Readiness): boolean {
  return readiness.kind === 'pushed' && !readiness.correct;
}

/** Only what their tags need is kept of each image. */
async function lookAtAll({ requests, context, ...work }: PlannedWork, { plan }: TagJob) {
  const { logger } = context;
  const items: SetItem[] = [];
  const pushed: PushedImage[] = [];
  // Those whose record names other tags than they get.
  const toCorrect = new Set<PushedImage>();
  const missing: Missing[] = [];
  const refusals = new Refusals();
  using _ = startHeartbeat(
    logger,
    () => `looked at ${formatNumber(items.length)} of ${formatNumber(requests.length)} images`,
  );
  for (const batch of toBatches(requests)) {
    const prepared = await prepareBatch(batch, { ...work, refusals });
    // Once an image is refused, the others of the plan are only read to refuse them too.
    if (refusals.any) continue;
    const numbered = prepared.map((item, index) => ({ item, shard: plan.images[batch.start + index]?.shard ?? 0 }));
    const checked = await eachAtMost(IMAGES_AT_ONCE, numbered, async ({ item, shard }) => {
      const { destinations } = item.plan;
      return Promise.all(destinations.map((destination) => checkPushed({ ...item, destination }, shard)));
    });
    // A record that is written anew has to tell of its gates, too.
    const incorrect = prepared.filter((_, index) => checked[index]?.some(isIncorrect));
    const judged = await judgeIfNeeded(incorrect, { ...work, context });
    handOverRefusal(judged, context);
    for (const { error, images } of judged.refusals) refusals.add(error, images);
    const judgedPlans = new Map(incorrect.map((item, index) => [item, judged.items[index]?.plan]));
    for (const [index, item] of prepared.entries()) {
      const slim = dropManifestBytes(judgedPlans.get(item) ?? item.plan);
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
  refusals.require(requests.length, logger);
  return { items, pushed, toCorrect, missing };
}

/**
 * Moves the tags of all images of a plan together, if the registry shows every one of them complete and recorded in every
 * destination: a job that succeeded proves nothing about what is there now.
 *
 * @throws {PolicyError} if something is missing, before any tag moves.
 */
export async function tagPlanned(work: PlannedWork, job: TagJob): Promise<void> {
  const { context, pool, inputs } = work;
  const { logger } = context;
  const eventLog = openEventLog(logger);
  const { warnings, warn } = eventLog;
  const { items, pushed, toCorrect, missing } = await inGroup(logger, 'Plan', async () => {
    const found = await lookAtAll(work, job);
    const lacking = new Set(found.missing.map(({ what }) => what)).size;
    const outcome =
      lacking === 0 ? 'each is complete in every destination' : `${formatNumber(lacking)} things are missing`;
    logger.info(`looked at ${formatCount(found.items.length, 'image')}: ${outcome}`);
    return found;
  });
  requireNothingMissing(missing, shortPlanId(job.id), job.plan.shards);
  requireNoOverlap(items.map(({ plan }) => plan));
  // Hours may have passed since the images were pushed.
  await requireOpenIfNeeded(items);
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
    : await applyPublished(items, context, { token: inputs.githubToken, eventLog, apply });
  await reportSet(items, applied, { context, pool, pipeline: inputs.pipeline, warnings, token: inputs.githubToken });
}
