import type { EnvironmentHistory, ImageHistory } from '../history/image-history.ts';
import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatCount, formatSeconds } from '../util/format.ts';
import type { ComparisonReport, HistoryReport } from './history.ts';
import { describeHistory, findTrouble, isUnread } from './history-log.ts';
import { renderEnvironment, renderOverview } from './history-summary.ts';
import { renderImageDiff } from './image-diff.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { drawPipeline, isSplit } from './pipeline-diagram.ts';
import { limitSummary } from './summary-limit.ts';

/** More pictures than these are not drawn: a page with hundreds of them does not load. */
const MAX_PICTURES = 10;

/** What a summary shows beside the report. */
export interface HistoryPage {
  readonly pipeline: Pick<Pipeline, 'hotfixRoutes'>;
  readonly histories: readonly ImageHistory[];
  readonly report: HistoryReport;
  /** The address of this run on GitHub. */
  readonly run?: string | null;
}

function warn(sentence: string): string {
  return `> [!WARNING]\n> ${markdownText(sentence, 1000)}`;
}

function renderPicture(history: ImageHistory, pipeline: HistoryPage['pipeline']): string {
  const picture = drawPipeline(history, pipeline);
  return picture === undefined ? 'The pipeline is too large to be drawn.' : `\`\`\`mermaid\n${picture}\n\`\`\``;
}

function renderComparison({ from, to, missing, diff }: ComparisonReport, run: string | null): string {
  const title = `### What differs: ${markdownCode(from)} → ${markdownCode(to)}`;
  const body =
    diff === null
      ? markdownText(missing ?? 'nothing is known')
      : renderImageDiff(diff, { left: from, right: to, run }).trim();
  return `${title}\n\n${body}`;
}

function renderImage(history: ImageHistory, page: HistoryPage, index: number): string {
  const comparison = page.report.images[index]?.comparison ?? null;
  const parts = [`${describeHistory(history, markdownCode)}.`];
  if (history.sought === undefined && index < MAX_PICTURES) parts.push(renderPicture(history, page.pipeline));
  parts.push(renderOverview(history, page.run ?? null), ...findTrouble(history).map(warn));
  if (comparison !== null) parts.push(renderComparison(comparison, page.run ?? null));
  if (history.sought === undefined)
    parts.push(...history.environments.map((each) => renderEnvironment(each, page.run ?? null)));
  return parts.join('\n\n');
}

/** Renders what an environment runs in one cell. */
function renderCell(environment: EnvironmentHistory | undefined): string {
  if (environment === undefined) return '';
  const { current } = environment;
  if (current === undefined) return isUnread(environment) ? '⛔' : '—';
  const [tag] = current.placement.tags;
  const digest = markdownCode(shortDigest(current.placement.digest));
  const split = isSplit(environment) || environment.differences.length > 0 ? ' ⚠️' : '';
  return `${tag === undefined ? digest : `**${markdownCode(tag)}**<br>${digest}`}${split}`;
}

/** Renders several images: what runs where as one table, and each folded below. */
function renderImages(page: HistoryPage): readonly string[] {
  const { histories } = page;
  const names = histories[0]?.environments.map(({ name }) => name) ?? [];
  const rows = histories.map(({ image, sought, environments }) => [
    markdownCode(`${image}${sought?.pick ?? ''}`),
    ...environments.map(renderCell),
  ]);
  return [
    `## 🧭 What is where: ${formatCount(histories.length, 'image')}`,
    markdownTable(['Image', ...names.map((name) => markdownText(name))], rows),
    ...histories.map((history, index) =>
      markdownDetails(markdownText(`${history.image}${history.sought?.pick ?? ''}`), renderImage(history, page, index)),
    ),
  ];
}

/** Renders the job summary of `command: history`: the result first, the picture, what runs where, and all else folded. */
export function renderHistorySummary(page: HistoryPage): string {
  const { histories, report } = page;
  const [only, ...others] = histories;
  const parts =
    only === undefined || others.length > 0
      ? [...renderImages(page)]
      : [`## 🧭 What is where: ${markdownCode(only.image)}`, renderImage(only, page, 0)];
  for (const warning of report.warnings) parts.push(warn(warning));
  parts.push(`<sub>${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}</sub>`);
  return limitSummary(`${parts.join('\n\n')}\n`);
}
