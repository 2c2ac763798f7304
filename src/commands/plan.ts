import { throwWorst } from '../action/write-results.ts';
import { type ClientPool, openClientPool } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { sumCosts } from '../estimate/cost.ts';
import type { PlanInputs } from '../inputs/plan.ts';
import { formatRepository } from '../oci/reference.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import { type PromotionPlan, requireNoOverlap } from '../promotion/plan.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import { buildPlanOutputs, type PlannedImageTags, type PlanReport, renderPlanSummary } from '../report/plan.ts';
import { inGroup, startHeartbeat } from '../report/progress.ts';
import { estimateLines, planLines, planSummaryLine, shardLines } from '../report/promotion-log.ts';
import { writePlan } from '../shards/plan-file.ts';
import { buildMatrix, ShardPlanner } from '../shards/planner.ts';
import type { TagAction } from '../tags/planned-tag.ts';
import { formatCount, formatList } from '../util/format.ts';
import { toBatches } from './batches.ts';
import type { CommandContext } from './context.ts';
import { judgeIfNeeded } from './gates.ts';
import { estimatorOf, MAX_LISTED, prepareBatch, traitsOf } from './prepare.ts';
import { Refusals } from './refusals.ts';
import { toRequests } from './requests.ts';

/** Further warnings are only counted: every image may have its own. */
const MAX_WARNINGS = 20;

/** @throws {InputError} for environments that share a repository: the jobs of a plan could not tell them apart. */
function requireOwnRepositories({ routes, pipeline }: PlanInputs): void {
  if (pipeline === undefined) return;
  for (const { from, destinations } of routes) {
    for (const repository of [from.repository, ...destinations.map((end) => end.repository)]) {
      const names = findEnvironments(pipeline, repository).map(({ environment }) => environment.name);
      if (names.length < 2) continue;
      throw new InputError(
        `Cannot plan for several jobs: ${formatList(names)} share the repository ${formatRepository(repository)}, and the jobs could not tell them apart; promote in one job, or give each environment a repository of its own`,
      );
    }
  }
}

/** Further images are only counted in the summary, and their tags are not shown. */
const MAX_SHOWN = 50;

/** What the summary says about tags, gathered while images are read and forgotten. */
class TagTally {
  readonly counts: Record<TagAction, number> = { create: 0, move: 0, keep: 0, skip: 0 };
  readonly first: PlannedImageTags[] = [];

  add({ source, destinations }: PromotionPlan): void {
    for (const { repository, tags: planned } of destinations) {
      const tags = planned.tags.map(({ tag, action }) => ({ tag, action }));
      for (const { action } of tags) this.counts[action]++;
      if (this.first.length >= MAX_SHOWN) continue;
      this.first.push({ source: source.reference, repository: formatRepository(repository), tags });
    }
  }
}

interface Reading {
  readonly context: CommandContext;
  readonly planner: ShardPlanner;
  readonly tally: TagTally;
  readonly pool: ClientPool;
}

/** The routes between environments that images take, each once. */
function routesOf(requests: readonly PromotionRequest[]): PlanReport['routes'] {
  const routes = requests.flatMap(({ destinations }) => destinations.flatMap(({ route }) => route ?? []));
  const taken = routes.flatMap(({ source, destination, route }) => {
    const hotfix = route.kind === 'hotfix' ? (route.name ?? null) : null;
    return source === undefined ? [] : [{ from: source.name, to: destination.name, hotfix }];
  });
  return [...new Map(taken.map((each) => [JSON.stringify(each), each])).values()];
}

async function readImages(
  requests: readonly PromotionRequest[],
  inputs: PlanInputs,
  { context, planner, tally, pool }: Reading,
): Promise<ReadonlySet<string>> {
  const { logger } = context;
  const warnings = new Set<string>();
  const refusals = new Refusals();
  using _ = startHeartbeat(logger, () => `read ${planner.count} of ${formatCount(requests.length, 'image')}`);
  for (const batch of toBatches(requests)) {
    const prepared = await prepareBatch(batch, { inputs, pool, refusals });
    const { items, refusals: gates } = await judgeIfNeeded(prepared, { inputs, context, pool });
    for (const { error, images } of gates) refusals.add(error, images);
    for (const item of items) {
      planner.add(item.plan, item.request, traitsOf(item));
      tally.add(item.plan);
      if (requests.length <= MAX_LISTED) planLines(item.plan).forEach(logger.info);
      for (const warning of item.plan.warnings) warnings.add(warning);
    }
  }
  refusals.require(requests.length, logger);
  return warnings;
}

/**
 * Plans a set and deals it out to shards. Nothing is written to a registry, and whatever forbids the promotion is found
 * before the first job writes.
 */
export async function runPlan(inputs: PlanInputs, context: CommandContext): Promise<void> {
  const { environment, logger, now } = context;
  const { settings } = inputs;
  requireOwnRepositories(inputs);
  await using pool = await openClientPool(context, inputs);
  const planner = new ShardPlanner();
  const tally = new TagTally();
  const report = await inGroup(logger, 'Plan', async (): Promise<PlanReport> => {
    const requests = await toRequests(inputs, context, { writes: false });
    const warnings = [...(await readImages(requests, inputs, { context, planner, tally, pool }))];
    requireNoOverlap(planner.wishes);
    const { shards, images, tagging } = planner.finish(inputs.shards);
    const policy = inputs.pipeline?.digest;
    const stored = writePlan({ settings, at: now, policy, shards: shards.length, images }, environment);
    const estimate = estimatorOf(pool, images[0]?.to[0].registry ?? '');
    const all = sumCosts(shards.map(({ cost }) => cost));
    const plan = {
      ...{ stored, warnings, requests: pool.requests, images: images.length },
      ...{ tagCounts: tally.counts, firstTags: tally.first },
      matrix: buildMatrix(shards, stored.id),
      routes: routesOf(requests),
      shards: shards.map(({ cost }) => ({ cost, time: estimate(cost, { sharers: shards.length }) })),
      pushing: { cost: all, time: estimate(all, { shards: shards.length }) },
      tagging: { cost: tagging, time: estimate(tagging) },
    };
    shardLines(plan).forEach(logger.info);
    logger.info(estimateLines(plan.pushing));
    return plan;
  });
  report.warnings.slice(0, MAX_WARNINGS).forEach(logger.warn);
  const more = report.warnings.length - MAX_WARNINGS;
  if (more > 0) logger.warn(`${formatCount(more, 'more warning')} were left out`);
  const failure = context.handOver({
    outputs: buildPlanOutputs(report),
    summary: renderPlanSummary(report, { run: context.event.run, pipeline: inputs.pipeline }),
  });
  logger.info(planSummaryLine(report));
  throwWorst(undefined, failure, logger);
}
