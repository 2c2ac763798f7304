import type { Outputs } from '../action/outputs.ts';
import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { type Cost, countRequests } from '../estimate/cost.ts';
import type { TimeEstimate } from '../estimate/time.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { StoredPlan } from '../shards/plan-file.ts';
import type { ShardMatrix } from '../shards/planner.ts';
import type { PlannedTag, TagAction } from '../tags/planned-tag.ts';
import { formatBytes, formatCount, formatDuration, formatList, formatNumber } from '../util/format.ts';
import { drawEnvironments, type EnvironmentMark, markdownPicture, type TakenRoute } from './environments-diagram.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable } from './markdown.ts';
import { renderStart } from './run-line.ts';
import { DONE } from './tag-tables.ts';

/** The cost and time of some work. */
export interface Estimate {
  readonly cost: Cost;
  readonly time: TimeEstimate;
}

/** The planned tags of one image in one destination. */
export interface PlannedImageTags {
  readonly source: string;
  readonly repository: string;
  readonly tags: readonly Pick<PlannedTag, 'tag' | 'action'>[];
}

/** The result of `command: plan`. */
export interface PlanReport {
  readonly stored: StoredPlan;
  readonly matrix: ShardMatrix;
  readonly images: number;
  /** Tags that the last job writes or leaves. */
  readonly tagCounts: Readonly<Record<TagAction, number>>;
  /** The tags of the first images; a plan may have a hundred thousand. */
  readonly firstTags: readonly PlannedImageTags[];
  /** The routes that its images take; empty outside of a pipeline. */
  readonly routes: readonly TakenRoute[];
  /** One per shard. */
  readonly shards: readonly Estimate[];
  /** All shards, concurrently. */
  readonly pushing: Estimate;
  readonly tagging: Estimate;
  readonly requests: number;
  readonly warnings: readonly string[];
}

function toRow(name: string, images: string, lacking: string, { cost, time }: Estimate): readonly string[] {
  return [
    name,
    images,
    lacking,
    formatNumber(countRequests(cost)),
    formatBytes(cost.bytes),
    formatDuration(time.milliseconds),
  ];
}

function renderPlannedTags({ tagCounts, firstTags, images }: PlanReport): readonly string[] {
  const counts = (['create', 'move', 'keep', 'skip'] as const)
    .filter((action) => tagCounts[action] > 0)
    .map((action) => `${formatNumber(tagCounts[action])} ${DONE[action]}`);
  if (counts.length === 0) return ['**Tags:** none'];
  const rows = firstTags.map(({ source, repository, tags }) => [
    markdownCode(source.split('@', 1)[0] ?? source),
    markdownCode(repository),
    tags.map(({ tag, action }) => `${markdownCode(tag)}${action === 'create' ? '' : ` (${DONE[action]})`}`).join(' '),
  ]);
  const title = rows.length < images ? `The tags of the first ${rows.length}` : 'The tags of each image';
  return [
    `**Tags**, written together by the last job: ${formatList(counts)}`,
    markdownDetails(title, markdownTable(['From', 'To', 'Tags'], rows)),
  ];
}

/** What a summary shows beside the report. */
export interface PlanPage {
  readonly run?: RunFacts;
  readonly pipeline?: Pick<Pipeline, 'environments' | 'hotfixRoutes'> | undefined;
}

function drawPlan(pipeline: NonNullable<PlanPage['pipeline']>, { routes, images }: PlanReport): string | undefined {
  if (routes.length === 0) return undefined;
  const marks = new Map<string, EnvironmentMark>();
  for (const { from } of routes) marks.set(from, { look: 'on', lines: [] });
  for (const { to } of routes) marks.set(to, { look: 'planned', lines: [formatCount(images, 'image')] });
  return drawEnvironments(pipeline, marks, routes);
}

/** Renders the job summary of a plan: which shards there are, and their estimated costs. */
export function renderPlanSummary(report: PlanReport, page: PlanPage = {}): string {
  const { matrix, shards, stored, tagging, images } = report;
  const rows = matrix.include.flatMap(({ shard, images: count, bytes }, index) => {
    const estimate = shards[index];
    const name = markdownCode(shard.split('@')[0] ?? shard);
    return estimate === undefined ? [] : [toRow(name, formatNumber(count), formatBytes(bytes), estimate)];
  });
  const header = ['Shard', 'Images', 'To copy', 'Requests', 'Through the runner', 'Time'];
  const parts = [
    `## 🔎 Plan: ${formatCount(images, 'image')} in ${formatCount(shards.length, 'shard')}, nothing was written`,
    ...renderStart(page.run),
    ...markdownPicture(page.pipeline && drawPlan(page.pipeline, report)),
    markdownTable(header, [...rows, toRow('all tags, in the last job', formatNumber(images), '', tagging)]),
    ...renderPlannedTags(report),
  ];
  return markdownPage(
    parts,
    report.warnings,
    `plan ${markdownCode(stored.id)}, ${formatBytes(stored.bytes)} · ${formatCount(report.requests, 'request')} to make it`,
  );
}

/** Builds the outputs of a plan. */
export function buildPlanOutputs({ matrix, stored }: PlanReport): Outputs {
  return new Map([
    ['matrix', JSON.stringify(matrix)],
    ['plan-file', stored.path],
    ['plan-id', stored.id],
  ]);
}
