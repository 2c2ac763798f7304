import { countRequests } from '../../promotion/estimate/cost.ts';
import { formatBytes, formatCount, formatDuration, formatNumber } from '../../text/format.ts';
import type { Estimate, PlanReport } from '../plan-report.ts';
import { markdownCode, markdownTable, markdownText } from './markdown.ts';
import { limitSummary } from './summary-limit.ts';

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

/** Renders the job summary of a plan: which shards there are, and what they are estimated to cost. */
export function renderPlanSummary(report: PlanReport): string {
  const { matrix, shards, stored, tagging, images } = report;
  const rows = matrix.include.flatMap(({ shard, images: count, bytes }, index) => {
    const estimate = shards[index];
    const name = markdownCode(shard.split('@')[0] ?? shard);
    return estimate === undefined ? [] : [toRow(name, formatNumber(count), formatBytes(bytes), estimate)];
  });
  const header = ['Shard', 'Images', 'Lacking', 'Requests', 'Through the runner', 'About'];
  const parts = [
    `## 🔎 Plan: ${formatCount(images, 'image')} in ${formatCount(shards.length, 'shard')}, nothing was written`,
    `Plan ${markdownCode(stored.id)}, ${formatBytes(stored.bytes)}`,
    markdownTable(header, [...rows, toRow('the tags of all', formatNumber(images), '', tagging)]),
    ...report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
    `<sub>${formatCount(report.requests, 'request')} to read it</sub>`,
  ];
  return limitSummary(`${parts.join('\n\n')}\n`);
}
