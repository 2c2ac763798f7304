import { formatCount } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { limitSummary } from './summary-limit.ts';
import { renderIdleRules, renderTags } from './summary-tags.ts';
import type { TagsReport } from './tags.ts';

/** Renders the job summary of `command: tags`: the tags with their reasons, then labels, folded. */
export function renderTagsSummary(report: TagsReport): string {
  const given = report.tags.filter(({ action }) => action !== 'skip');
  const parts = [`## 🏷️ ${formatCount(given.length, 'tag')} for the build`];
  if (report.images.length > 0) parts.push(report.images.map((image) => `- ${markdownCode(image)}`).join('\n'));
  if (report.tags.length > 0) parts.push(renderTags(report.tags, false));
  if (report.idleRules.length > 0) parts.push(renderIdleRules(report.idleRules));
  const labels = Object.entries(report.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
  if (labels.length > 0) {
    parts.push(markdownDetails(formatCount(labels.length, 'label'), markdownTable(['Label', 'Value'], labels)));
  }
  for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
  return limitSummary(`${parts.join('\n\n')}\n`);
}
